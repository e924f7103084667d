import { describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { addressOf, COUNTERAGENTS, failure, idOf, organizationOf, personOf } from './views.ts'

const server = await serve({ scenario: 'empty' })

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const save = (body: unknown, method = 'POST') => server.send({ method, path: COUNTERAGENTS, body })

/** Saves, and gives the id of what was saved. */
async function saved(body: object): Promise<string> {
  const { body: reply } = await save(body)
  expect(reply).toEqual({ success: true, id: expect.any(String) })
  return (reply as { id: string }).id
}

async function shown(id: string): Promise<Record<string, unknown>> {
  const { body } = await server.send({ path: `${COUNTERAGENTS}?id=${id}` })
  return (body as { counteragents: Record<string, unknown>[] }).counteragents[0]!
}

const violations = () => server.box.journal.entries().at(-1)!.violations

describe('K4, a new counteragent', () => {
  test('a company without an id gets a random one, and so does its organization', async () => {
    const id = await saved({ type: 'COMPANY', name: ' Лад ', organization: { inn: '7701', address: { zip: '1' } } })
    const { organization, ...own } = await shown(id)
    expect(id).toMatch(UUID)
    expect((organization as { id: string }).id).toMatch(UUID)
    expect(own).toEqual({ id, type: 'COMPANY', role: null, name: ' Лад ', person: null })
    expect(organization).toEqual(
      organizationOf({ id: expect.any(String), inn: '7701', address: addressOf({ zip: '1' }) }),
    )
  })

  test('a person is made under the id given, null for an id being none', async () => {
    const person = { surname: 'Лунина', phone: '8 800' }
    expect(await saved({ id: idOf(6), type: 'PERSON', role: 'CUSTOMER', extId: 'p', name: 'Ия', person })).toBe(idOf(6))
    expect(await shown(idOf(6))).toEqual({
      ...{ id: idOf(6), extId: 'p', type: 'PERSON', role: 'CUSTOMER', name: 'Ия', organization: null },
      person: personOf(person),
    })
    expect(await saved({ id: null, type: 'PERSON', name: 'Ия', person: {} })).toMatch(UUID)
  })

  test('an organization is made under the id given', async () => {
    const id = await saved({ type: 'COMPANY', name: 'Лад', organization: { id: idOf(70) } })
    expect(await shown(id)).toMatchObject({ organization: { id: idOf(70) } })
  })

  test('the same requests get the same ids after a reset', async () => {
    const company = { type: 'COMPANY', name: 'Лад', organization: {} }
    const first = await saved(company)
    await server.reset()
    expect(await saved(company)).toBe(first)
  })
})

describe('K4, an update', () => {
  const company = {
    ...{ id: idOf(1), extId: 'e', type: 'COMPANY', role: 'CUSTOMER', name: 'Лад' },
    organization: { id: idOf(70), inn: '7701', kpp: '1', address: { city: 'Тверь', zip: '170000' } },
  }

  test('absent fields stay, null clears', async () => {
    await saved(company)
    await saved({ id: idOf(1), type: 'COMPANY', name: 'Ладья', organization: { kpp: null, address: { zip: null } } })
    const kept = { inn: '7701', address: addressOf({ city: 'Тверь' }) }
    expect(await shown(idOf(1))).toEqual({
      ...{ id: idOf(1), extId: 'e', type: 'COMPANY', role: 'CUSTOMER', name: 'Ладья' },
      ...{ organization: organizationOf({ id: idOf(70), ...kept }), person: null },
    })
    await saved({ ...company, extId: null, role: null, organization: { address: null } })
    expect(await shown(idOf(1))).toEqual({
      ...{ id: idOf(1), type: 'COMPANY', role: null, name: 'Лад', person: null },
      organization: organizationOf({ id: idOf(70), inn: '7701' }),
    })
  })

  test('an organization is shared: what is changed through one is seen through the other', async () => {
    await saved(company)
    const other = await saved({ type: 'COMPANY', name: 'Филиал', organization: { id: idOf(70), email: 'f@l.ru' } })
    await saved({ id: other, type: 'COMPANY', name: 'Филиал', organization: { kpp: '2' } })
    expect((await shown(idOf(1))).organization).toEqual((await shown(other)).organization)
    expect(await shown(idOf(1))).toMatchObject({ organization: { inn: '7701', kpp: '2', email: 'f@l.ru' } })
    expect(server.all('kaktus', 'organizations')).toHaveLength(1)
  })

  test('another organization’s id moves the company to it', async () => {
    await saved(company)
    await saved({ type: 'COMPANY', name: 'Берег', organization: { id: idOf(71), inn: '54' } })
    await saved({ id: idOf(1), type: 'COMPANY', name: 'Лад', organization: { id: idOf(71) } })
    expect(await shown(idOf(1))).toMatchObject({ organization: { id: idOf(71), inn: '54', kpp: null } })
    expect(server.stored('kaktus', 'organizations', idOf(70))).toMatchObject({ inn: '7701' })
  })

  test('a partial person is merged, its address too', async () => {
    const person = { name: 'Ия', phone: '1', address: { city: 'Тверь', flat: '5' } }
    await saved({ id: idOf(6), type: 'PERSON', name: 'Ия', person })
    await saved({
      id: idOf(6),
      type: 'PERSON',
      name: 'Ия',
      person: { phone: null, post: 'врач', address: { flat: '6' } },
    })
    expect((await shown(idOf(6))).person).toEqual(
      personOf({ name: 'Ия', post: 'врач', address: addressOf({ city: 'Тверь', flat: '6' }) }),
    )
  })

  test('the type may change, there and back', async () => {
    await saved(company)
    await saved({ id: idOf(1), type: 'PERSON', name: 'Ия', person: { phone: '1' } })
    expect(await shown(idOf(1))).toMatchObject({ type: 'PERSON', organization: null, person: { phone: '1' } })
    await saved({ id: idOf(1), type: 'COMPANY', name: 'Лад', organization: { inn: '78' } })
    expect(await shown(idOf(1))).toMatchObject({
      type: 'COMPANY',
      organization: { inn: '78', kpp: null },
      person: null,
    })
    await saved({ id: idOf(1), type: 'PERSON', name: 'Ия', person: { post: 'врач' } })
    expect((await shown(idOf(1))).person).toEqual(personOf({ post: 'врач' }))
  })

  test('the order of the list is that of the first saves', async () => {
    await saved(company)
    await saved({ ...company, id: idOf(0) })
    await saved({ ...company, name: 'Ладья' })
    const { body } = await server.send({ path: COUNTERAGENTS })
    expect(body).toMatchObject({ counteragents: [{ id: idOf(1), name: 'Ладья' }, { id: idOf(0) }] })
  })
})

describe('K4, what does not belong to the type', () => {
  test.each([
    ['a person’s organization', { type: 'PERSON', person: {}, organization: { inn: '1' } }, 'body.organization'],
    ['a company’s person', { type: 'COMPANY', organization: {}, person: { phone: '1' } }, 'body.person'],
  ])('%s is ignored, and breaks a rule', async (_, body, at) => {
    const id = await saved({ ...body, name: 'Лад' })
    expect(violations()).toMatchObject([{ rule: 'save.type', at }])
    expect(await shown(id)).toMatchObject({ [at.slice(5)]: null })
    expect(server.all('kaktus', 'organizations')).toHaveLength(body.type === 'PERSON' ? 0 : 1)
  })

  test('null in its place breaks none', async () => {
    await saved({ type: 'PERSON', name: 'Ия', person: {}, organization: null })
    expect(violations()).toEqual([])
  })

  test('an undocumented field is not stored, and breaks a rule', async () => {
    const organization = { inn: '1', site: 'l.ru', address: { street: 'Мира', porch: '2' } }
    const id = await saved({ type: 'COMPANY', name: 'Лад', colour: 'red', organization })
    expect(violations().map(({ at }) => at)).toEqual([
      'body.organization.site',
      'body.organization.address.porch',
      'body.colour',
    ])
    expect((await shown(id)).organization).toEqual(
      organizationOf({ id: expect.any(String), inn: '1', address: addressOf({ street: 'Мира' }) }),
    )
  })
})

describe('K4, an unknown id', () => {
  const unknown = { id: idOf(1), type: 'COMPANY', name: 'Лад', organization: { id: idOf(70), inn: '1' } }
  const told = (...at: string[]) =>
    failure(
      ...at.map(name =>
        name === 'id'
          ? `Поле id: контрагент ${idOf(1)} не найден`
          : `Поле organization.id: организация ${idOf(70)} не найдена`,
      ),
    )

  test('reading unknownId = reject: both are told at once, and nothing is left behind', async () => {
    server.readings({ 'kaktus.unknownId': 'reject' })
    const before = server.box.world.tables
    expect((await save(unknown)).body).toEqual(told('id', 'organization.id'))
    expect(server.box.world.tables).toBe(before)
  })

  test('reading unknownId = reject: they are told beside every other fault', async () => {
    server.readings({ 'kaktus.unknownId': 'reject' })
    const { body } = await save({ ...unknown, name: null, role: 'BOSS' })
    expect(body).toMatchObject({ success: false, errors: { length: 4 } })
  })

  test('reading unknownId = reject: known ids and no ids are saved', async () => {
    await saved(unknown)
    server.readings({ 'kaktus.unknownId': 'reject' })
    await saved(unknown)
    await saved({ ...unknown, id: undefined })
    expect((await save({ ...unknown, organization: { id: idOf(71) } })).body).toEqual(
      failure(`Поле organization.id: организация ${idOf(71)} не найдена`),
    )
    await saved({ ...unknown, id: undefined, organization: {} })
    await saved({ type: 'PERSON', name: 'Ия', person: {}, organization: { id: idOf(72) } })
  })

  test.each([
    ['alone is 404', unknown, 404],
    ['beside another fault is 400', { ...unknown, role: 'BOSS' }, 400],
  ])('reading unknownId = reject: under errorStatus = 4xx, %s', async (_, body, status) => {
    server.readings({ 'kaktus.unknownId': 'reject', 'kaktus.errorStatus': '4xx' })
    expect((await save(body)).status).toBe(status)
  })
})

describe('K5, one extId for several', () => {
  const company = (id: number, extId: string | null) => ({
    ...{ id: idOf(id), extId, type: 'COMPANY', name: `№ ${id}`, organization: {} },
  })

  test('reading extId = shared: all that have it are given', async () => {
    await saved(company(1, 'e'))
    await saved(company(2, 'e'))
    expect((await server.send({ path: `${COUNTERAGENTS}?extId=e` })).body).toMatchObject({ recordsTotal: 2 })
  })

  test('reading extId = unique: a taken one is refused, one’s own and none are not', async () => {
    server.readings({ 'kaktus.extId': 'unique' })
    await saved(company(1, 'e'))
    await saved(company(1, 'e'))
    const before = server.box.world.tables
    expect((await save(company(2, 'e'))).body).toEqual(failure('Поле extId: значение "e" уже занято'))
    expect(server.box.world.tables).toBe(before)
    for (const none of [null, '']) for (const id of [2, 3]) await saved(company(id, none))
    expect((await save(company(3, 'e'))).body).toMatchObject({ success: false })
  })

  test('reading extId = unique: under errorStatus = 4xx it is a bad request', async () => {
    server.readings({ 'kaktus.extId': 'unique', 'kaktus.errorStatus': '4xx' })
    await saved(company(1, 'e'))
    expect((await save(company(2, 'e'))).status).toBe(400)
  })
})

describe('K9', () => {
  test('PUT saves too, and breaks a rule', async () => {
    expect((await save({ id: idOf(1), type: 'PERSON', name: 'Ия', person: {} }, 'PUT')).body).toEqual({
      success: true,
      id: idOf(1),
    })
    expect(violations()).toMatchObject([{ rule: 'save.method', value: 'PUT' }])
  })

  test('under strict, PUT is refused', async () => {
    server.box.configure({ strict: true })
    expect((await save({ type: 'PERSON', name: 'Ия', person: {} }, 'PUT')).body).toEqual(
      failure('HTTP-метод: недопустимое значение "PUT"'),
    )
    expect(server.all('kaktus', 'counteragents')).toEqual([])
  })
})
