import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { commandsOf, type Snippet, snippetsOf } from '../docs/snippets.ts'

export interface Outcome {
  readonly code: number
  readonly output: string
}

/** An empty folder somewhere on the disk, and the package as it would be published. */
export class EmptyProject {
  readonly root = mkdtempSync(join(tmpdir(), 'poligon-packed-'))
  readonly folder = join(this.root, 'project')
  readonly #path: string

  /** @param node the folder of another Node's executable; default: the one that is found as a user's shell finds it */
  constructor(node?: string) {
    mkdirSync(this.folder)
    this.#path = [...(node === undefined ? [] : [node]), process.env.PATH].join(delimiter)
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true })
    writeFileSync(join(this.folder, file), text)
  }

  /** @param command a line of a guide, for the shell */
  run(command: string): Promise<Outcome> {
    const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|POLIGON|JEST|NODE_|npm_)/.test(name))
    const env = { ...Object.fromEntries(own), PATH: this.#path, CI: '1', NO_COLOR: '1', NO_UPDATE_NOTIFIER: '1' }
    const options = { cwd: this.folder, env, shell: true, timeout: 170_000, maxBuffer: 2 ** 26 }
    return new Promise(done => {
      execFile(command, options, (error, stdout, stderr) =>
        done({ code: error ? Number(error.code ?? -1) : 0, output: stdout + stderr }),
      )
    })
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** What a guide tells to do in one folder, in its order: the files to write and the lines to run. */
export function stepsOf(page: string, folder: string): { files: [string, string][]; commands: string[] } {
  const below = `${folder}/`
  const here = snippetsOf(page).filter(({ file }) => file?.startsWith(below))
  const isShell = ({ language }: Snippet): boolean => language === 'sh'
  return {
    files: here.filter(snippet => !isShell(snippet)).map(({ file, text }) => [file!.slice(below.length), text]),
    commands: here.filter(isShell).flatMap(snippet => commandsOf(snippet).map(({ text }) => text)),
  }
}

/** A guide's `npm install`, of the package as it was packed, and of a runner's version where one is asked for. */
export function installed(command: string, tarball: string, versions: Readonly<Record<string, string>> = {}): string {
  if (!command.startsWith('npm install')) return command
  const words = command.split(' ').map(word => {
    if (word === 'poligon') return `"${tarball}"`
    return word in versions ? `${word}@${versions[word]}` : word
  })
  return `${words.join(' ')} --no-audit --no-fund --prefer-offline --loglevel=error`
}

/** Packs the package into a folder. @returns the file */
export function pack(folder: string): string {
  execFileSync(`npm pack --ignore-scripts --silent --pack-destination "${folder}"`, { cwd: packageRoot, shell: true })
  return join(folder, readdirSync(folder).find(name => name.endsWith('.tgz'))!)
}

/** Another Node, from npm. @returns the folder of its executable */
export function otherNode(version: string, folder: string): string {
  const name = `node-${process.platform}-${process.arch}`
  execFileSync(`npm install --silent --no-audit --no-fund --prefer-offline --prefix "${folder}" ${name}@${version}`, {
    shell: true,
    cwd: folder,
  })
  return join(folder, 'node_modules', name, 'bin')
}
