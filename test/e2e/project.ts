import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { packageRoot } from '../../src/core/lib/package-root.ts'

const PACKAGE = ['package.json', 'dist', 'schemas', 'scenarios']

export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** A line that a test of a project wrote about itself. */
export interface Note {
  readonly url: string
  readonly sandbox: string
  readonly test: string
  readonly [name: string]: unknown
}

export interface Run {
  readonly child: ChildProcess
  readonly done: Promise<Outcome>
}

/** A project that has the package installed as users have it, below this one so that it finds the runners. */
export class Project {
  readonly folder: string

  /** @param name a folder of `projects` */
  constructor(name: string) {
    const home = join(packageRoot, '.poligon')
    mkdirSync(home, { recursive: true })
    this.folder = mkdtempSync(join(home, `e2e-${name}-`))
    cpSync(join(import.meta.dirname, 'projects', name), this.folder, { recursive: true })
    cpSync(join(import.meta.dirname, 'projects', 'crm.cjs'), join(this.folder, 'crm.cjs'))
    for (const part of PACKAGE) {
      cpSync(join(packageRoot, part), join(this.folder, 'node_modules/poligon', part), { recursive: true })
    }
    mkdirSync(join(this.folder, 'tmp'))
  }

  /** Starts a runner's command: the path of its script, and arguments. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|POLIGON_)/.test(name))
    const env = {
      ...Object.fromEntries(inherited),
      CI: '1',
      NO_COLOR: '1',
      TMPDIR: this.#temporary,
      E2E_NOTES: join(this.folder, 'notes'),
      ...environment,
    }
    const child = spawn(process.execPath, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', part => (output += part))
    return {
      child,
      done: new Promise(resolve => child.once('exit', code => setImmediate(() => resolve({ code, output })))),
    }
  }

  /** What the tests wrote so far; each run's notes are taken once. */
  notes(): Note[] {
    const file = join(this.folder, 'notes')
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map(line => JSON.parse(line))
      : []
  }

  forgetNotes(): void {
    rmSync(join(this.folder, 'notes'), { force: true })
  }

  /** Processes that were started in the project, or by one that was, and still live: their command lines. */
  processes(): string[] {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .flatMap(pid => {
        const [environment, command] = ['environ', 'cmdline'].map(name => read(`/proc/${pid}/${name}`))
        return environment?.includes(this.folder) && command ? [`${pid} ${command.replaceAll('\0', ' ')}`] : []
      })
  }

  /** What lies in the folder for temporary files and is no runner's own: a cache, and what vitest leaves where it is killed. */
  temporaryFiles(): string[] {
    return readdirSync(this.#temporary).filter(
      name => !/^(jest_|playwright-transform-cache|node-compile-cache|[\w-]{21}$)/.test(name),
    )
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8')
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  /** The files whose names begin so. */
  files(names: readonly string[]): string[] {
    return readdirSync(this.folder).filter(file => names.some(name => file.startsWith(name)))
  }

  /** Takes it away, and what a failed test left running in it. */
  remove(): void {
    for (const line of this.processes()) process.kill(Number.parseInt(line, 10), 'SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  get #temporary(): string {
    return join(this.folder, 'tmp')
  }
}

/** Whether something listens at an address. */
export function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
