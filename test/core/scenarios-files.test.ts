import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { checkScenario } from '../../src/core/scenarios/check.ts'
import { ScenarioFiles } from '../../src/core/scenarios/files.ts'
import { ScenarioError, sayPlaced } from '../../src/core/scenarios/read-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-scenarios-'))
afterAll(() => rmSync(folder, { recursive: true }))

const shipped = (): ScenarioFiles => new ScenarioFiles(join(packageRoot, 'scenarios'))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** What is said of a file, its folder left out. */
async function saidOf(path: string): Promise<string[]> {
  const error = await shipped()
    .open(path, builtInApis)
    .catch(reason => reason)
  if (!(error instanceof ScenarioError)) throw error
  return error.flaws.map(flaw => sayPlaced(flaw).replace(`${folder}/`, ''))
}

test('a file that fits is known by its own name, and by the file where it has none', async () => {
  const scenarios = shipped()
  const named = file('a.yaml', 'name: mine\ndescription: Of my own.\nextends: blank\n')
  const unnamed = file('other-one.yaml', 'extends: empty\n')
  expect(await scenarios.open(named, builtInApis)).toBe('mine')
  expect(await scenarios.open(unnamed, builtInApis)).toBe('other-one')
  expect(await scenarios.list()).toContainEqual({ name: 'mine', description: 'Of my own.' })
  expect((await scenarios.chain('mine')).map(({ name }) => name)).toEqual(['empty', 'blank', 'mine'])
})

test('a shipped name is taken as it is', async () => {
  expect(await shipped().open('documented', builtInApis)).toBe('documented')
})

test('a wrong type, an unknown field and a missing name are told with line, column and path', async () => {
  const path = file(
    'wrong.yaml',
    [
      'extends: documented',
      'data:',
      '  vodyanoy:',
      '    clients:',
      '      - { id: "10000000000001", naimenovanie: { a: 1 } }',
      '      - id: "10000000000777"',
      '        telefon: "7"',
      '        email: 5',
    ].join('\n'),
  )
  expect(await saidOf(path)).toEqual([
    'wrong.yaml:5:33 data.vodyanoy.clients[0].naimenovanie must be a string, not {"a":1}',
    'wrong.yaml:8:9 data.vodyanoy.clients[1].email must be a string, not 5',
  ])
})

test('a property that scenarios do not have is told before anything else', async () => {
  const path = file('typo.yaml', 'extends: documented\nreading: { vodyanoy.created: 201 }\n')
  expect(await saidOf(path)).toEqual([
    expect.stringMatching(/^typo\.yaml:2:1 reading is not known here; choose from .*readings/),
  ])
})

test('names that nothing has are told, each with those that there are', async () => {
  const path = file(
    'names.yaml',
    [
      'now: tomorrow',
      'timezone: Mars/Olympus',
      'profiles: { vodyanoy: shiped }',
      'readings: { vodyanoy.created: 202, vodyanoy.foo: x, foo: y }',
      'counters: { vodyanoy.foo: 3 }',
      'records: { foo: 3 }',
      'data: { foo: {}, vodyanoy: { foo: [] } }',
      'faults: [{ match: { operation: vodyanoy foo } }]',
    ].join('\n'),
  )
  const said = await saidOf(path)
  expect(said.map(line => line.split(' ', 3).slice(0, 2).join(' '))).toEqual([
    'names.yaml:1:1 now',
    'names.yaml:2:1 timezone',
    'names.yaml:3:13 profiles.vodyanoy',
    'names.yaml:4:13 readings.vodyanoy.created',
    'names.yaml:4:36 readings.vodyanoy.foo',
    'names.yaml:4:53 readings.foo',
    'names.yaml:5:13 counters.vodyanoy.foo',
    'names.yaml:6:12 records.foo',
    'names.yaml:7:9 data.foo',
    'names.yaml:7:30 data.vodyanoy.foo',
    'names.yaml:8:21 faults[0].match.operation',
  ])
  expect(said[3]).toContain('must be 200 or 201, not "202"')
})

test('a reference to nothing is told, also where the record leaves out its key', async () => {
  const path = file(
    'reference.yaml',
    'extends: documented\ndata:\n  vodyanoy:\n    addresses:\n      - client: "10000000009999"\n      - client: "10000000000001"\n',
  )
  expect(await saidOf(path)).toEqual([
    'reference.yaml:5:9 data.vodyanoy.addresses[0].client refers to clients "10000000009999", which does not exist',
  ])
})

test('a world may point nowhere on purpose', async () => {
  const path = file(
    'unchecked.yaml',
    'references: unchecked\ndata: { vodyanoy: { addresses: [{ client: "10000000009999" }] } }\n',
  )
  expect(await shipped().open(path, builtInApis)).toBe('unchecked')
})

test('a key that one list gives twice is told', async () => {
  const path = file(
    'twice.yaml',
    'data:\n  vodyanoy:\n    clients:\n      - { id: "10000000000777" }\n      - { id: "10000000000777" }\n',
  )
  expect(await saidOf(path)).toEqual(['twice.yaml:5:11 data.vodyanoy.clients[1].id "10000000000777" is given twice'])
})

test('a unique value that another record has is told, with the other’s key', async () => {
  const path = file(
    'unique.yaml',
    'extends: blank\ndata: { salesman: { users: [{ iduser: 9, login: marand@omadaru.ru }] } }\n',
  )
  expect(await saidOf(path)).toEqual([
    'unique.yaml:2:42 data.salesman.users[0].login "marand@omadaru.ru" is taken by users 2',
  ])
})

test('a reference inside a record is told at the record', async () => {
  const path = file(
    'inside.yaml',
    'extends: blank\ndata: { rkeeper: { clients: [{ lastname: A, contacts: [{ id: "1", typeId: "77", value: "1" }] }] } }\n',
  )
  expect(await saidOf(path)).toEqual([
    expect.stringMatching(
      /^inside\.yaml:2:\d+ data\.rkeeper\.clients\[0\] refers to contactTypes "77", which does not exist$/,
    ),
  ])
})

test('what an API keeps beside its records must be what it keeps', async () => {
  const path = file('memory.yaml', 'memory:\n  kaktus:\n    - { token: 5, until: 1 }\n')
  expect(await saidOf(path)).toEqual(['memory.yaml:3:9 memory.kaktus[0].token must be a string'])
})

test('repeat is a whole number, not too large', async () => {
  const path = file(
    'many.yaml',
    'extends: blank\ndata: { salesman: { clients: [{ title: a, repeat: 1000000000 }] } }\n',
  )
  expect(await saidOf(path)).toEqual([
    expect.stringContaining('data.salesman.clients[0].repeat must be 10000 or less,'),
  ])
})

test('a partial record is checked as it stands over what it extends', async () => {
  const path = file(
    'partial.yaml',
    'extends: documented\ndata: { vodyanoy: { clients: [{ id: "10000000000001", fam: Ы }] } }\n',
  )
  expect(await shipped().open(path, builtInApis)).toBe('partial')
})

test('broken YAML and JSON are told with line and column', async () => {
  expect(await saidOf(file('broken.yaml', 'name: a\nname: b\n'))).toEqual(['broken.yaml:2:1 Map keys must be unique'])
  expect(await saidOf(file('broken.json', '{\n\t"seed": 1,\n\t"now": }\n'))).toEqual([
    expect.stringMatching(/^broken\.json:3:\d+ /),
  ])
  expect(await saidOf(file('list.json', '[1]'))).toEqual(['list.json:1:1 must be an object, not [1]'])
  expect(await saidOf(file('empty.yaml', ''))).toEqual(['empty.yaml:1:1 must be an object, not null'])
})

test('JSON indented by tabs is read', async () => {
  expect(
    await shipped().open(
      file('tabs.json', '{\n\t"$schema": "x",\n\t"data": {\n\t\t"vodyanoy": {}\n\t}\n}'),
      builtInApis,
    ),
  ).toBe('tabs')
})

test('a file may extend a file beside it, which is checked too', async () => {
  file('base.yaml', 'extends: blank\ndata: { vodyanoy: { clients: [{ id: "10000000000777" }] } }\n')
  const path = file(
    'upper.yaml',
    'extends: ./base.yaml\ndata: { vodyanoy: { addresses: [{ client: "10000000000777" }] } }\n',
  )
  const scenarios = shipped()
  await scenarios.open(path, builtInApis)
  expect((await scenarios.chain('upper')).map(({ name }) => name)).toEqual(['empty', 'blank', 'base', 'upper'])
  file('bad-base.yaml', 'seed: -1\n')
  expect(await saidOf(file('on-bad.yaml', 'extends: bad-base.yaml\n'))).toEqual([
    'bad-base.yaml:1:1 seed must be 0 or more, not -1',
  ])
})

test('a circle of files, and a name that nothing has, are told where they stand', async () => {
  file('ring-a.yaml', 'extends: ring-b.yaml\n')
  expect(await saidOf(file('ring-b.yaml', 'extends: ring-a.yaml\n'))).toEqual([
    expect.stringMatching(/^ring-a\.yaml:1:1 extends cannot be followed: .*extends itself/),
  ])
  expect(await saidOf(file('lost.yaml', 'seed: 2\nextends: documentd\n'))).toEqual([
    expect.stringMatching(/^lost\.yaml:2:1 extends cannot be followed: Scenario "documentd" not found/),
  ])
})

test('a request’s name is never read as a path', async () => {
  const path = file('secret.yaml', 'extends: blank\n')
  for (const name of [path, '../package', './empty.yaml', 'empty.yaml', '__proto__', 'constructor', '']) {
    await expect(shipped().chain(name)).rejects.toThrow('not found. Choose from')
    await expect(shipped().chainOf({ extends: name })).rejects.toThrow('not found. Choose from')
  }
})

test('a document whose records say __proto__ changes no prototype', async () => {
  const said = await saidOf(
    file('proto.json', '{"data": {"vodyanoy": {"clients": [{"id": "10000000000777", "__proto__": {"x": 1}}]}}}'),
  )
  expect(said).toEqual([expect.stringContaining('data.vodyanoy.clients[0].__proto__')])
  expect(({} as { x?: number }).x).toBeUndefined()
})

const names = readFileNames()
function readFileNames(): string[] {
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/scenario.schema.json'), 'utf8'))
  return Object.keys(schema.properties)
}

test('every property of a scenario is described for editors', () => {
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/scenario.schema.json'), 'utf8'))
  expect(names.filter(name => !schema.properties[name].description)).toEqual([])
})

test('everything is told in one pass, whatever is wrong beside it', async () => {
  const path = file(
    'everything.yaml',
    [
      'extends: documentd',
      'readings: { kaktus.errorStatu: ok, kaktus.other: [] }',
      'faults:',
      '  - { times: x, match: { api: kaktos } }',
      '  - { match: { operation: client.ad } }',
      'data:',
      '  salesmen: { clients: [{ clid: 1 }] }',
      '  kaktus: []',
      '  salesman:',
      '    client:',
      '      - { clid: 7001 }',
      '    users: 5',
      '    clients:',
      '      - 7',
      '      - { clid: 7002, title: 7, repeat: 0 }',
      '      - { clid: 7002, titel: a }',
    ].join('\n'),
  )
  expect((await saidOf(path)).map(line => line.replace(/^everything\.yaml:/, ''))).toEqual([
    expect.stringMatching(/^1:1 extends cannot be followed/),
    expect.stringMatching(/^2:13 readings\.kaktus\.errorStatu is not a reading/),
    expect.stringMatching(/^2:\d+ readings\.kaktus\.other must be/),
    expect.stringMatching(/^4:7 faults\[0\]\.times must be/),
    expect.stringMatching(/^4:\d+ faults\[0\]\.match\.api is not an API/),
    expect.stringMatching(/^5:\d+ faults\[1\]\.match\.operation is not an operation/),
    expect.stringMatching(/^7:3 data\.salesmen is not an API/),
    '8:3 data.kaktus must be an object, not []',
    expect.stringMatching(/^10:5 data\.salesman\.client is not a collection of salesman/),
    '12:5 data.salesman.users must be a list, not 5',
    '14:9 data.salesman.clients[0] must be an object, not 7',
    expect.stringMatching(/^15:23 data\.salesman\.clients\[1\]\.title must be a string/),
    expect.stringMatching(/^15:33 data\.salesman\.clients\[1\]\.repeat must be 1 or more/),
    '16:11 data.salesman.clients[2].clid 7002 is given twice',
    '16:23 data.salesman.clients[2].titel is not a field of these records',
  ])
})

test('what refers to a record in a wrong place, or to one with a flaw, is not told for it; what refers to none is', async () => {
  const deals = (clids: number[]) => clids.map(clid => `{ clid: ${clid}, status: closed }`).join(', ')
  const data = (clients: string) =>
    `extends: blank\ndata: { salesman: { deals: [${deals([7001, 7009])}], ${clients} } }\n`
  const dangling = /^\S+ data\.salesman\.deals\[1\]\.clid refers to clients 7009/
  const told = async (clients: string) => (await saidOf(file('wrong-place.yaml', data(clients)))).toSorted()
  const list = '[{ clid: 7001, title: a, iduser: 1 }]'
  expect(await told(`client: ${list}`)).toEqual([
    expect.stringMatching(dangling),
    expect.stringMatching(/client is not a collection/),
  ])
  expect(await told(`clients: [{ clid: 7001, title: 5, iduser: 1 }]`)).toEqual(
    [expect.stringMatching(/title must be a string/), expect.stringMatching(dangling)].toSorted(),
  )
  expect(await told('clients: { clid: 7001 }')).toEqual([expect.stringMatching(/clients must be a list/)])
  expect(await told(`clients: ${list}, deal: [{ clid: 7009 }]`)).toEqual([
    expect.stringMatching(/deal is not a collection/),
  ])
})

test('of what a file extends everything is told, and of the file itself what does not hang on it', async () => {
  file('flawed-base.yaml', 'seed: -1\ntimezone: Moscow\n')
  const path = file(
    'on-flawed.yaml',
    'extends: flawed-base.yaml\nseed: x\ndata: { salesman: { clients: [{ clid: 1, title: 7 }] } }\n',
  )
  expect((await saidOf(path)).map(line => line.split(' ', 2).join(' '))).toEqual([
    'flawed-base.yaml:1:1 seed',
    'flawed-base.yaml:2:1 timezone',
    'on-flawed.yaml:2:1 seed',
    'on-flawed.yaml:3:42 data.salesman.clients[0].title',
  ])
})

/** Documents that are right but for what is put somewhere in them. */
const junk = fc.constantFrom(null, 0, -1, '', 'x', [], [null], {}, { toString: 1 }, { 7: 5 }, { repeat: 0 }, [
  { clid: 1 },
])
const sound = () => ({
  extends: 'blank',
  references: 'checked',
  readings: { 'kaktus.errorStatus': 'ok' },
  counters: { 'salesman.clients': 7 },
  faults: [{ status: 500, match: { api: 'kaktus' } }],
  timers: [],
  memory: {},
  data: { salesman: { clients: [{ clid: 1, title: 'a', iduser: 1 }], deals: [{ did: 1, clid: 1, status: 'closed' }] } },
})

test('whatever is wrong with a document is told in words, and nothing fails', async () => {
  const put = (into: unknown, [name, ...rest]: string[], value: unknown): unknown =>
    name === undefined
      ? value
      : Array.isArray(into)
        ? into.map((part, i) => (i === Number(name) ? put(part, rest, value) : part))
        : { ...(into as object), [name]: put((into as Record<string, unknown> | undefined)?.[name], rest, value) }
  const place = fc.constantFrom(
    ...['extends', 'references', 'readings', 'readings.7', 'counters', 'counters.x', 'faults', 'faults.0'],
    ...['faults.0.match', 'timers', 'memory', 'memory.kaktus', 'data', 'data.salesman', 'data.7', 'data.salesman.7'],
    ...['data.salesman.clients', 'data.salesman.clients.0', 'data.salesman.clients.0.clid', 'data.salesman.deals.0'],
    ...['data.salesman.clients.0.repeat', 'data.salesman.deals.0.clid', 'data.salesman.client'],
  )
  const scenarios = shipped()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(place, junk), { maxLength: 4 }), async changes => {
      const document = changes.reduce<unknown>((made, [at, value]) => put(made, at.split('.'), value), sound())
      for (const { path, message } of await checkScenario(document, builtInApis, scenarios))
        expect(`${path.join('.')} ${message}`).toMatch(/^\S+ .{3}/)
    }),
    { numRuns: 100 },
  )
})
