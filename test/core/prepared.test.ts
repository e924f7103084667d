import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { ScenarioFiles } from '../../src/core/scenarios/files.ts'
import { Prepared } from '../../src/core/scenarios/prepared.ts'
import { settle } from '../../src/core/scenarios/scenario.ts'
import { buildWorld } from '../../src/core/scenarios/world.ts'
import type { World } from '../../src/core/store/world.ts'

const folder = join(packageRoot, 'scenarios')
const names = builtInApis.map(({ name }) => name)
const records = (world: World) =>
  Object.fromEntries(
    Object.entries(world.tables.toJSON()).map(([name, table]) => [
      name,
      [...table.natural].map(({ record }) => record),
    ]),
  )

describe('what the build works out ahead', () => {
  let prepared: Prepared
  const fromFiles = new ScenarioFiles(folder)

  beforeAll(() => {
    const read = Prepared.read(join(packageRoot, 'dist/prepared.json'))
    if (!read) throw new Error('There is no dist/prepared.json. Run npm run build first, as the slow tests do.')
    prepared = read
  })

  test('is every shipped scenario as its file has it', async () => {
    for (const { name } of await fromFiles.list()) {
      expect(await new ScenarioFiles(folder, prepared).chain(name)).toEqual(await fromFiles.chain(name))
    }
  })

  test.each(['documented', 'deals-block-delete', 'blank', 'empty'])(
    'gives %s the world that it has without it',
    async name => {
      const chain = await new ScenarioFiles(folder, prepared).chain(name)
      const settings = settle(chain, [], names)
      const [quick, slow] = [
        await buildWorld(builtInApis, chain, settings, { prepared }),
        await buildWorld(builtInApis, chain, settings),
      ]
      expect(records(quick)).toEqual(records(slow))
      expect(quick.counters.toJSON()).toEqual(slow.counters.toJSON())
    },
  )

  test('is used for the seed, the number and the scenarios that it was made for, and no others', async () => {
    const chain = await new ScenarioFiles(folder, prepared).chain('documented')
    const other = await new ScenarioFiles(folder, prepared).chain('blank')
    expect(prepared.generated('salesman', chain, 1, 50)?.clients).toHaveLength(50)
    expect(prepared.generated('salesman', chain, 2, 50)).toBeUndefined()
    expect(prepared.generated('salesman', chain, 1, 49)).toBeUndefined()
    expect(prepared.generated('salesman', other, 1, 50)).toBeUndefined()
  })
})
