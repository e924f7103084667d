import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'vitest'
import type { Api } from '../../src/core/api/api.ts'
import { replay, type Story } from '../../src/testkit/testkit.ts'

/** Makes a test of every story in a folder, each in a world of its own. */
export function tellStories(folder: URL, api: Api, profiles: Record<string, string> = {}): void {
  const files = readdirSync(folder).filter(file => file.endsWith('.recorded.json'))
  test.each(files)('%s is answered as recorded', async file => {
    const story = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Story
    await replay({ profiles, ...story }, api)
  })
}
