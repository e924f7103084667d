import { randomBytes } from 'node:crypto'

/** What the process that starts a test run hands over to those that run its tests: environment variables. */
const NAMES = ['POLIGON_URL', 'POLIGON_TOKEN', 'POLIGON_SERVER', 'POLIGON_RUN'] as const

export interface Handover {
  /** Where the server listens. */
  readonly POLIGON_URL: string
  /** What its `/__admin` needs, where it needs anything. */
  readonly POLIGON_TOKEN?: string | undefined
  /** The `runId` of a server that the run itself started: another one on its port is not it. */
  readonly POLIGON_SERVER?: string | undefined
  /** The name of the test run. */
  readonly POLIGON_RUN: string
}

export const newRunName = (): string => randomBytes(4).toString('hex')

/** Sets the variables. @returns what puts back what was there before */
export function setEnvironment(handover: Handover): () => void {
  const before = NAMES.map(name => [name, process.env[name]] as const)
  for (const name of NAMES) put(name, handover[name])
  return () => {
    for (const [name, value] of before) put(name, value)
  }
}

function put(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
