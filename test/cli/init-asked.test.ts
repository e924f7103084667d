import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { init } from '../../src/cli/init/run.ts'

const { answers, asked } = vi.hoisted(() => ({ answers: [] as (string | undefined)[], asked: [] as string[] }))
vi.mock('../../src/cli/init/ask-user.ts', () => ({
  askUser: async (question: string) => {
    asked.push(question.trimEnd().split('\n').at(-1)!)
    return answers.shift()
  },
}))

let folder: string
const said: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poligon-asked-'))
  vi.spyOn(console, 'log').mockImplementation((text = '') => void said.push(text))
  Object.defineProperty(process.stdin, 'isTTY', { value: true, configurable: true })
})
afterEach(() => {
  vi.restoreAllMocks()
  Reflect.deleteProperty(process.stdin, 'isTTY')
  for (const list of [said, asked, answers]) list.length = 0
  rmSync(folder, { recursive: true })
})

const WHICH = 'Which test runner? (vitest, playwright, jest, node, pytest, phpunit) [node]'

test('a runner that there is not is asked for again', async () => {
  answers.push('mocha', ' Jest ', 'y')
  await init({}, folder)
  expect(asked).toEqual([WHICH, WHICH, 'Continue? [Y/n]'])
  expect(said[0]).toBe('“mocha” is none of them.')
  expect(existsSync(join(folder, 'jest.config.cjs'))).toBe(true)
})

test('no answer is the one in brackets', async () => {
  answers.push('', '')
  await init({}, folder)
  expect(existsSync(join(folder, 'test/poligon.test.mjs'))).toBe(true)
})

test.each([[[undefined]], [['', undefined]], [['', 'n']], [['', 'нет']]])(
  'who leaves (%j) finds nothing written',
  async given => {
    answers.push(...given)
    await init({}, folder)
    expect(said.at(-1)).toBe('Nothing was written.')
    expect(readdirSync(folder)).toEqual([])
  },
)
