import { afterAll, expect, test } from 'vitest'
import { Project } from './project.ts'
import { script } from './runner.ts'

const project = new Project('types')
afterAll(() => project.remove())

test.each([
  ['nodenext', 'nodenext', ['modules.mts', 'names.mts', 'common.cts']],
  ['bundler', 'esnext', ['modules.mts', 'names.mts']],
])(
  'the types hold under strict %s, libraries checked too',
  async (moduleResolution, module, files) => {
    const options = { target: 'es2023', strict: true, noEmit: true, skipLibCheck: false, types: ['node'] }
    const compilerOptions = { ...options, module, moduleResolution, exactOptionalPropertyTypes: true }
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
    const { code, output } = await project.start([script('typescript/bin/tsc'), '-p', '.']).done
    expect({ code, output }).toEqual({ code: 0, output: '' })
  },
  40_000,
)
