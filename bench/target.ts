import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Shot } from './shot.ts'

/** What is measured of every server, in this order: the one that grows the data comes last. */
export const CASES = {
  a: 'one by id',
  b: 'page of 10, sorted',
  c: 'LIKE, 12 parts × 3 pages of 10',
  e: 'update',
  d: 'create',
} as const

export type Case = keyof typeof CASES
export const caseNames = Object.keys(CASES) as Case[]

/** A client as every server of the comparison is given it. */
export interface Row {
  id: number
  name: string
  [field: string]: unknown
}

/** What a server is set up with. */
export interface Setup {
  readonly port: number
  /** Another free one, for a server that needs two. */
  readonly spare: number
  readonly rows: readonly Row[]
  /** A folder of its own for what it reads and writes. */
  readonly folder: string
}

/** A server that is measured. */
export interface Target {
  readonly name: string
  readonly kind: 'floor' | 'ours' | 'peer'
  /** What is not equal, in words. */
  readonly note: string
  /** Whether it can run here; where not, why. */
  readonly missing?: string | undefined
  /** Slow to come to rest: it rests after each case. */
  readonly slow?: boolean
  /** Seconds before each case, where it needs more than others. */
  readonly warmUp?: number
  /** Its command line, after what it reads was written. */
  command(setup: Setup): readonly string[]
  shots(rows: readonly Row[]): Record<Case, readonly Shot[]>
  /** Brings it back to its start, over HTTP. */
  readonly reset?: Shot
}

/** The parts of names that case c looks for by turns, as they stand in a URL: what is remembered of one helps no other. */
const PARTS = ['ромашка', 'ООО', 'ан', 'ов', 'ск', 'строй', 'торг', 'ина', 'ер', 'сер', 'ма', 'завод'].map(
  encodeURIComponent,
)
const PAGES = [1, 2, 3]

export const ACCOUNT = { authorization: 'Bearer sandbox-key' }

const CREATED = { name: 'ООО «Новая заря»', type: 1, email: 'new@example.ru', phone: '+7 (912) 345-67-89' }

/** Some ids of all, far apart. */
const someIds = (rows: readonly Row[]): number[] =>
  Array.from({ length: Math.min(97, rows.length) }, (_, i) => rows[Math.floor((i * rows.length) / 97)]!.id)

interface Paths {
  one(id: number): string
  readonly page: string
  like(part: string, page: number): string
  readonly all: string
  readonly update: 'PUT' | 'PATCH'
  readonly headers?: Record<string, string>
}

/** The five cases against a server of these paths. */
export function shotsAt({ one, page, like, all, update, headers = {} }: Paths, rows: readonly Row[]) {
  const ids = someIds(rows)
  return {
    a: ids.map(id => ({ method: 'GET', path: one(id), headers })),
    b: [{ method: 'GET', path: page, headers }],
    c: PARTS.flatMap(part => PAGES.map(page => ({ method: 'GET', path: like(part, page), headers }))),
    // Twice round the ids, so that each update changes something.
    e: ['новое', 'другое'].flatMap(description =>
      ids.map(id => ({ method: update, path: one(id), headers, body: { description } })),
    ),
    d: [{ method: 'POST', path: all, headers, body: CREATED }],
  } satisfies Record<Case, readonly Shot[]>
}

/** Writes a file into the folder of a setup. */
export function written({ folder }: Setup, name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** Paths that most servers are given. */
export const plainPaths = {
  one: (id: number) => `/clients/${id}`,
  page: '/clients?per_page=10&sort=-name',
  like: (part: string, page: number) => `/clients?name=${part}&page=${page}&per_page=10`,
  all: '/clients',
  update: 'PUT' as const,
  headers: ACCOUNT,
}
