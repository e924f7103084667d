// Runs the scripts of a CI configuration in the working folder, as far as they are scripts: node ci.mjs FILE…
// What only the service has (actions, images) is left out; GitLab's services are started as processes.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'

/** @typedef {{ name: string, scripts: string[], services: { alias: string, command: string[] }[], variables: Record<string, string> }} Job */

/** @returns {Job[]} */
function jobsOf(document) {
  const onGitHub = document.jobs !== undefined
  return Object.entries(onGitHub ? document.jobs : document).map(([name, job]) => ({
    name,
    // GitHub runs each step in a shell of its own, GitLab the lines of a script in one.
    scripts: onGitHub ? job.steps.flatMap(({ run }) => run ?? []) : [job.script.join('\n')],
    services: job.services ?? [],
    variables: job.variables ?? {},
  }))
}

/** @param {Job} job */
async function run({ scripts, services, variables }) {
  const folder = mkdtempSync(join(tmpdir(), 'poligon-ci-'))
  const handedOn = join(folder, 'env')
  writeFileSync(handedOn, '')
  const env = { ...process.env, CI: 'true', RUNNER_TEMP: folder, GITHUB_ENV: handedOn, ...variables }
  const groups = []
  try {
    for (const { alias, command } of services) {
      const port = await freePort()
      const [program, ...args] = command
      groups.push(spawn(program, [...args, '--port', `${port}`], { detached: true, stdio: 'ignore' }).pid)
      for (const [name, value] of Object.entries(variables))
        env[name] = value.replace(`${alias}:10400`, `127.0.0.1:${port}`)
    }
    for (const script of scripts) {
      const shell = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], { detached: true, stdio: 'inherit', env })
      groups.push(shell.pid)
      const code = await new Promise(done => shell.once('exit', done))
      if (code !== 0) return false
      for (const line of readFileSync(handedOn, 'utf8').split('\n').filter(Boolean)) {
        const at = line.indexOf('=')
        env[line.slice(0, at)] = line.slice(at + 1)
      }
    }
    return true
  } finally {
    for (const group of groups) end(group)
    rmSync(folder, { recursive: true })
  }
}

/** What a job left running goes with its machine. */
function end(group) {
  try {
    process.kill(-group, 'SIGTERM')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

const freePort = () =>
  new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })

for (const file of process.argv.slice(2)) {
  for (const job of jobsOf(parse(readFileSync(file, 'utf8')))) {
    console.log(`  ${file}: ${job.name}`)
    if (!(await run(job))) process.exitCode = 1
  }
}
