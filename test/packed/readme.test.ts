import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { snippetsOf } from '../docs/snippets.ts'
import { EmptyProject, installed, pack, stepsOf } from './project.ts'

const tools = mkdtempSync(join(tmpdir(), 'poligon-tools-'))
const tarball = pack(tools)
const project = new EmptyProject()
afterAll(() => {
  project.remove()
  rmSync(tools, { recursive: true, force: true })
})

test('the first test of README.md passes in an empty folder, and fails with the words that it shows', async () => {
  const { files, commands } = stepsOf('README.md', 'node')
  const [[file, text]] = files as [[string, string]]
  project.write(file, text)
  for (const command of commands) {
    expect({ command, ...(await project.run(installed(command, tarball))) }).toMatchObject({ code: 0 })
  }
  project.write(file, text.replace("where: { title: 'ООО Ромашка' }", "where: { title: 'ООО Роза' }"))
  const { code, output } = await project.run(commands.at(-1)!)
  expect(code).toBe(1)
  const shown = snippetsOf('README.md').find(({ language }) => language === 'text')!
  // Without a terminal node:test writes TAP, with \" for each quote.
  for (const line of shown.text.trim().split('\n')) expect(output.replaceAll('\\"', '"')).toContain(line)
}, 120_000)
