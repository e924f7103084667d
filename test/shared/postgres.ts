import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'

const ROOT = '/usr/lib/postgresql'

/** Where Debian's newest PostgreSQL has its programs; undefined where there is none. */
function programsOfPostgres(): string | undefined {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).filter(name => /^\d+$/.test(name)) : []
  const newest = Math.max(...versions.map(Number))
  return versions.length > 0 ? join(ROOT, String(newest), 'bin') : undefined
}

/** Debian's package is needed; where it is not there, that is said, and in CI it fails. */
export const isPostgresThere = programsOfPostgres() !== undefined || process.env.CI !== undefined
if (!isPostgresThere) console.warn('What several servers share is not tried: it needs apt-get install postgresql.')

/** A PostgreSQL of a test's own, in a folder of its own. It refuses to be root, so it is another user there. */
export class Postgres {
  readonly port: number
  readonly #folder: string
  readonly #programs: string
  #server: ChildProcess | undefined

  private constructor(folder: string, programs: string, port: number) {
    this.#folder = folder
    this.#programs = programs
    this.port = port
  }

  static async start(): Promise<Postgres> {
    const programs = programsOfPostgres()
    if (!programs) throw new Error('PostgreSQL is not installed. Run apt-get install postgresql.')
    const folder = mkdtempSync(join(tmpdir(), 'poligon-postgres-'))
    const user = identity()
    if (user) chownSync(folder, user.uid, user.gid)
    chmodSync(folder, 0o700)
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, 's3cret')
    if (user) chownSync(passwordFile, user.uid, user.gid)
    const auth = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`]
    const initdb = ['-D', join(folder, 'data'), '-U', 'poligon', ...auth, '-E', 'UTF8', '--no-sync']
    execFileSync(join(programs, 'initdb'), initdb, { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] })
    const postgres = new Postgres(folder, programs, await freePort())
    await postgres.resume()
    return postgres
  }

  /** Its address, by a proxy where a port is given. */
  url(schema = 'poligon', port = this.port, user = 'poligon:s3cret'): string {
    return `postgres://${user}@127.0.0.1:${port}/postgres?schema=${schema}`
  }

  async resume(): Promise<void> {
    const settings = { listen_addresses: '127.0.0.1', port: this.port, unix_socket_directories: this.#folder }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = spawn(join(this.#programs, 'postgres'), ['-D', join(this.#folder, 'data'), ...args], {
      ...identity(),
      cwd: '/',
      stdio: 'ignore',
    })
    this.#server = server
    while (!(await answers(this.port)) || !this.#isReady()) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  /** Runs a statement. @returns its rows, fields parted by “|” */
  run(sql: string): string {
    const args = ['-h', this.#folder, '-p', String(this.port), '-U', 'poligon', '-d', 'postgres', '-Atc', sql]
    return execFileSync(join(this.#programs, 'psql'), args, { encoding: 'utf8', cwd: '/' }).trim()
  }

  #isReady(): boolean {
    try {
      execFileSync(join(this.#programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(this.port)])
      return true
    } catch {
      return false
    }
  }

  /** Stops it at once: connections are cut off. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const server = this.#server
    if (!server || server.exitCode !== null) return
    const gone = new Promise(resolve => server.once('exit', resolve))
    server.kill(signal)
    await gone
  }

  async end(): Promise<void> {
    await this.stop('SIGQUIT')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function identity(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
