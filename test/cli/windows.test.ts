import { expect, test, vi } from 'vitest'

// There is no Windows here: what depends on it by paths alone is tried with the paths of Windows.

const files = vi.hoisted(
  (): Readonly<Record<string, string>> => ({
    'C:\\crm\\mock-server.config.ts': "import { own } from './apis/own.js'\nimport shared from '../shared'\n",
    'C:\\crm\\apis\\own.ts': "export * from './more.ts'\n",
    'C:\\crm\\apis\\more.ts': '',
    'C:\\shared.ts': '',
    'C:\\crm\\scenarios\\first.yaml': 'extends: ../base.yaml\n',
    'C:\\crm\\base.yaml': 'extends: .\\scenarios\\ground.json\n',
    'C:\\crm\\scenarios\\ground.json': '{ "extends": "blank" }',
  }),
)

vi.mock('node:path', async original => {
  const { win32 } = await original<typeof import('node:path')>()
  return { ...win32, default: win32 }
})
vi.mock('node:fs', async original => {
  const fs = await original<typeof import('node:fs')>()
  const isOurs = (path: unknown): path is string => typeof path === 'string' && path.startsWith('C:\\')
  return {
    ...fs,
    existsSync: (path: string) => (isOurs(path) ? path in files : fs.existsSync(path)),
    statSync: (path: string) => (isOurs(path) ? { isFile: () => true } : fs.statSync(path)),
    readFileSync: (path: string, ...more: []) => (isOurs(path) ? (files[path] ?? '') : fs.readFileSync(path, ...more)),
  }
})

const { filesOfConfig, filesOfScenario } = await import('../../src/config-files.ts')

test('--watch follows imports from drive to folder, and a .js that is a .ts', () => {
  expect(filesOfConfig('C:\\crm\\mock-server.config.ts').sort()).toEqual([
    'C:\\crm\\apis\\more.ts',
    'C:\\crm\\apis\\own.ts',
    'C:\\crm\\mock-server.config.ts',
    'C:\\shared.ts',
  ])
})

test('--watch follows what a scenario extends, with either slash', () => {
  expect(filesOfScenario('C:\\crm\\scenarios\\first.yaml')).toEqual([
    'C:\\crm\\scenarios\\first.yaml',
    'C:\\crm\\base.yaml',
    'C:\\crm\\scenarios\\ground.json',
  ])
})

test('the ready file of a folder has the slashes of the system', async () => {
  const { FOLDER_READY } = await import('../../src/cli/ready-file.ts')
  expect(FOLDER_READY).toBe('.poligon\\ready.json')
})

test('init writes below the folder of the project', async () => {
  const { projectOf } = await import('../../src/cli/init/project.ts')
  expect(projectOf('C:\\crm').has('scenarios/first.yaml')).toBe(true)
  expect(projectOf('C:\\crm').first(['none.yaml', 'base.yaml'])).toBe('base.yaml')
})
