import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'

test('each changeset begins as `changeset version` reads it', () => {
  const folder = join(packageRoot, '.changeset')
  const files = readdirSync(folder).filter(file => file.endsWith('.md') && file !== 'README.md')
  const unread = files.filter(
    file => !/^---\n'poligon': (?:patch|minor|major)\n---\n\n\S/.test(readFileSync(join(folder, file), 'utf8')),
  )
  expect(unread).toEqual([])
})
