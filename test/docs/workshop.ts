import { execFile } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { type Command, noting, type Snippet, snippetsOf } from './snippets.ts'

/** A folder beside the project, with the built package installed, and in it a folder for each page. */
export class Workshop {
  readonly root = mkdtempSync(join(tmpdir(), 'poligon-docs-'))

  constructor() {
    const modules = join(this.root, 'node_modules')
    mkdirSync(join(modules, '.bin'), { recursive: true })
    const installed = join(packageRoot, 'node_modules')
    for (const name of readdirSync(installed).filter(entry => !entry.startsWith('.')))
      symlinkSync(join(installed, name), join(modules, name), 'junction')
    symlinkSync(packageRoot, join(modules, 'poligon'), 'junction')
    for (const name of readdirSync(join(installed, '.bin')))
      symlinkSync(join(installed, '.bin', name), join(modules, '.bin', name))
    for (const name of ['mock-server', 'poligon']) this.#brief(join(modules, '.bin', name))
    writeFileSync(join(this.root, '.curlrc'), 'silent\nshow-error\nwrite-out = "%{stderr}%{http_code}"\n')
    writeFileSync(join(this.root, 'says.ts'), SAYS)
    writeFileSync(join(this.root, 'tsconfig.json'), JSON.stringify(TSCONFIG))
    writeFileSync(join(this.root, 'package.json'), '{ "type": "module" }')
    cpSync(join(packageRoot, 'examples'), join(this.root, 'examples'), { recursive: true })
  }

  folder(page: string): string {
    return join(this.root, page.replaceAll('/', '-').replace('.md', ''))
  }

  /** Writes the files that a page shows, and its nameless `ts` blocks as one module. */
  lay(page: string, port: number): void {
    const folder = this.folder(page)
    const here = (text: string): string => ported(text, port)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
    const snippets = snippetsOf(page)
    for (const { file } of snippets.filter(({ language }) => language === 'sh'))
      mkdirSync(join(folder, file ?? '.'), { recursive: true })
    this.#announce(folder, port)
    for (const { file, text } of snippets.filter(isFile)) {
      const path = resolve(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, here(text))
    }
    const story = snippets.filter(({ language, file }) => language === 'ts' && file === null)
    if (story.length === 0) return
    const text = story.map(snippet => here(noting(snippet.text))).join('\n')
    writeFileSync(join(folder, 'story.ts'), `import { says } from '../says.ts'\n${text}\n${END}`)
  }

  /** The server of the page, as if it had been started in its folder: commands beside a server find it there. */
  #announce(folder: string, port: number): void {
    const ready = { url: `http://127.0.0.1:${port}`, pid: process.pid, adminToken: null }
    mkdirSync(join(folder, '.poligon'), { recursive: true })
    writeFileSync(join(folder, '.poligon/ready.json'), JSON.stringify(ready))
  }

  /** Checks the types of all that was laid, and makes JavaScript of it. */
  compile(): Promise<Outcome> {
    return this.run(
      process.execPath,
      [join(packageRoot, 'node_modules/typescript/bin/tsc'), '-p', this.root],
      this.root,
    )
  }

  /** Runs the module of a page. @returns what its lines gave, each beside what the page says */
  async story(page: string): Promise<{ got: unknown; wanted: unknown }[]> {
    const folder = this.folder(page)
    if (!existsSync(join(folder, 'story.js'))) return []
    const notes = join(folder, 'notes')
    const { code, stderr } = await this.run(process.execPath, ['story.js'], folder, { SAYS: notes })
    if (code !== 0) throw new Error(`The ts blocks of ${page} end with ${code}: ${stderr}`)
    if (!existsSync(notes)) return []
    return readFileSync(notes, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  }

  /** Runs the commands of a page one after another in one shell. */
  async shell(page: string, commands: readonly Command[], port: number): Promise<Outcome[]> {
    const folder = this.folder(page)
    const script = commands.map(
      ({ folder: where, text }, i) =>
        `cd "${join(folder, where)}"; { ${ported(text, port)}\n} > "${folder}/out.${i}" 2> "${folder}/err.${i}"; echo $? > "${folder}/code.${i}"`,
    )
    await this.run('bash', ['-c', script.join('\n')], folder)
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()
    return commands.map((_, i) => ({
      code: Number(read(`code.${i}`)),
      stdout: read(`out.${i}`),
      stderr: read(`err.${i}`),
    }))
  }

  run(file: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Outcome> {
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|POLIGON|JEST)/.test(name)))
    const path = `${join(this.root, 'node_modules/.bin')}:${process.env.PATH}`
    const options = { cwd, env: { ...own, NODE_ENV: '', HOME: this.root, PATH: path, ...env }, timeout: 110_000 }
    return new Promise(done => {
      execFile(file, args, options, (error, stdout, stderr) =>
        done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr: stderr || (error?.message ?? '') }),
      )
    })
  }

  /** The command as it is, but a server ends as soon as it listens. */
  #brief(path: string): void {
    const main = JSON.stringify(join(packageRoot, 'dist/src/cli/main.js'))
    writeFileSync(path, BRIEF.replace('MAIN', main))
    chmodSync(path, 0o755)
  }
}

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The port of the page's own server, where the page says the usual one. */
export const ported = (text: string, port: number): string => text.replaceAll('10400', String(port))

const isFile = (snippet: Snippet): snippet is Snippet & { file: string } =>
  snippet.file !== null && snippet.language !== 'sh'

const SAYS = `import { appendFileSync } from 'node:fs'
/** Notes what a line of the page gave, and what the page says that it gives. */
export function says(got: unknown, wanted: unknown): void {
  appendFileSync(process.env.SAYS!, JSON.stringify({ got, wanted }) + '\\n')
}
`

/** A page may leave its server running. */
const END = 'setTimeout(() => process.exit(), 1000).unref()\n'

const BRIEF = `#!/usr/bin/env node
const { spawn } = require('node:child_process')
const { existsSync } = require('node:fs')
const args = process.argv.slice(2)
const ends = args[0] !== 'start' && /^(\\w+|--help|--version)$/.test(args[0] ?? '')
const at = args.indexOf('--ready-file')
const ready = at < 0 ? '.ready-' + process.pid : args[at + 1]
const more = ends || at >= 0 ? [] : ['--ready-file', ready]
const child = spawn(process.execPath, [MAIN, ...args, ...more], { stdio: ['ignore', 'inherit', 'inherit'] })
// Once: a second signal ends it before it has closed.
const poll = setInterval(() => {
  if (ends || !existsSync(ready)) return
  clearInterval(poll)
  child.kill('SIGTERM')
}, 50)
const end = setTimeout(() => child.kill('SIGKILL'), 60_000)
child.on('exit', code => {
  clearInterval(poll)
  clearTimeout(end)
  process.exitCode = code ?? 1
})
`

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    outDir: '.',
  },
  include: ['*/**/*.ts', '*/**/*.mts', 'says.ts'],
  exclude: ['node_modules', 'examples/sixth-api', 'examples/orders', 'examples/methods', 'examples/hal'],
}
