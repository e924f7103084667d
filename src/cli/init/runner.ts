export const RUNNERS = ['vitest', 'playwright', 'jest', 'node', 'pytest', 'phpunit'] as const

export type RunnerName = (typeof RUNNERS)[number]

/** What a folder tells of the project in it. */
export interface Project {
  readonly folder: string
  /** Runners that it uses, the likeliest first, and the file that says so. */
  readonly runners: readonly { readonly name: RunnerName; readonly where: string }[]
  readonly isTypeScript: boolean
  /** Whether its `.js` files are ES modules. */
  readonly isModule: boolean
  /** The folder of its tests. */
  readonly tests: string
  has(file: string): boolean
  /** The first of these files that is there. */
  first(files: readonly string[]): string | undefined
  read(file: string): string
}

/** A file to be written where there is none. */
export interface NewFile {
  readonly file: string
  readonly text: string
}

/** What a runner needs in a project. */
export interface Plan {
  readonly files: readonly NewFile[]
  /** Lines for files that are the user's. */
  readonly byHand: readonly NewFile[]
  /** The command that runs the first test. */
  readonly run: string
}

/** The account of SalesMan's documentation. */
export const ACCOUNT = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
