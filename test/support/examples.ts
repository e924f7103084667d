import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtInApis } from '../../src/apis/index.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import type { Example, Send } from './server.ts'

/** The examples of an API's documentation page, in its order. */
export function examplesOf(api: string): Example[] {
  const file = join(packageRoot, 'schemas', api, 'examples.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
}

/** Every example request of every page, with the whole path. */
export const allExamples = (): Send[] =>
  builtInApis.flatMap(api =>
    examplesOf(api.name).map(({ request }) => ({ ...request, path: api.basePath + request.path })),
  )
