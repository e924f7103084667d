import { expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { COUNTERAGENTS, failure, idOf } from './views.ts'

const server = await serve({ scenario: 'empty' })

const company = { id: idOf(1), type: 'COMPANY', name: 'Лад', organization: { id: idOf(70) } }
const person = { id: idOf(2), type: 'PERSON', name: 'Ия', person: {} }
const ROLES = 'CUSTOMER, FULFILLMENT_SERVICE, DELIVERY_SERVICE, CALLCENTER_SERVICE, PRODUCT_SUPPLIER'
const LEGAL_TYPES = 'SELF_EMPLOYED, COMPANY, OOO, AO, ZAO, PAO'

const table: [says: string, body: object, faults: string[]][] = [
  ['a type is required', { ...company, type: undefined }, ['Поле type: обязательно']],
  [
    'a type is one of two',
    { ...company, type: 'company' },
    ['Поле type: недопустимое значение "company"; допустимы: COMPANY, PERSON'],
  ],
  [
    'a type is not null',
    { ...company, type: null },
    ['Поле type: недопустимое значение null; допустимы: COMPANY, PERSON'],
  ],
  ['a name is required', { ...company, name: undefined }, ['Поле name: обязательно']],
  ['a name cannot be cleared', { ...company, name: null }, ['Поле name: недопустимое значение null']],
  ['a name is not empty', { ...company, name: '' }, ['Поле name: недопустимое значение ""']],
  ['a name is a text', { ...company, name: 5 }, ['Поле name: недопустимое значение 5']],
  ['a company needs an organization', { ...company, organization: undefined }, ['Поле organization: обязательно']],
  [
    'a company’s organization is not null',
    { ...company, organization: null },
    ['Поле organization: недопустимое значение null'],
  ],
  [
    'a company’s organization is no list',
    { ...company, organization: [] },
    ['Поле organization: недопустимое значение []'],
  ],
  ['a person’s details are required', { ...person, person: undefined }, ['Поле person: обязательно']],
  ['a person’s details are not null', { ...person, person: null }, ['Поле person: недопустимое значение null']],
  ['a person’s details are no text', { ...person, person: 'Ия' }, ['Поле person: недопустимое значение "Ия"']],
  [
    'a role is one of five',
    { ...company, role: 'BOSS' },
    [`Поле role: недопустимое значение "BOSS"; допустимы: ${ROLES}`],
  ],
  [
    'a legal type is one of six',
    { ...company, organization: { orgLegalType: 'ООО' } },
    [`Поле organization.orgLegalType: недопустимое значение "ООО"; допустимы: ${LEGAL_TYPES}`],
  ],
  ['an id has the shape of a UUID', { ...person, id: '17' }, ['Поле id: недопустимое значение "17"']],
  ['an extId is a text', { ...person, extId: 17 }, ['Поле extId: недопустимое значение 17']],
  [
    'ИНН is a text',
    { ...company, organization: { inn: 5018081484 } },
    ['Поле organization.inn: недопустимое значение 5018081484'],
  ],
  [
    'a part of an address is a text',
    { ...person, person: { address: { flat: 5 } } },
    ['Поле person.address.flat: недопустимое значение 5'],
  ],
  [
    'every fault is an entry of its own',
    { type: 'COMPANY', role: 'BOSS', organization: { orgLegalType: 1, address: 'Тверь' } },
    [
      'Поле name: обязательно',
      `Поле role: недопустимое значение "BOSS"; допустимы: ${ROLES}`,
      `Поле organization.orgLegalType: недопустимое значение 1; допустимы: ${LEGAL_TYPES}`,
      'Поле organization.address: недопустимое значение "Тверь"',
    ],
  ],
  ['an empty object lacks both', {}, ['Поле type: обязательно', 'Поле name: обязательно']],
]

const faults = async (body: object, method = 'POST') =>
  (await server.send({ method, path: COUNTERAGENTS, body })).body as { errors: { message: string }[] }
const sorted = ({ errors, ...rest }: { errors: { message: string }[] }) => ({
  ...rest,
  errors: errors.toSorted((a, b) => a.message.localeCompare(b.message)),
})

test.each(table)('K5, a create: %s', async (_, body, messages) => {
  const before = server.box.world.tables
  expect(sorted(await faults(body))).toEqual(sorted(failure(...messages)))
  expect(server.box.world.tables).toBe(before)
})

test.each(table)('K5, an update: %s', async (_, body, messages) => {
  for (const known of [company, person]) await server.send({ method: 'POST', path: COUNTERAGENTS, body: known })
  const before = server.box.world.tables
  expect(sorted(await faults(body))).toEqual(sorted(failure(...messages)))
  expect(server.box.world.tables).toBe(before)
})

test.each([
  ['no legal type', {}],
  ['null for a legal type', { orgLegalType: null }],
  ['null for every field', { name: null, phones: null, persons: null, address: null, postalAddress: null }],
  ['lists of phones and persons', { phones: ['1'], persons: [{ name: 'Ия' }] }],
])('K5: an organization with %s is saved', async (_, organization) => {
  expect(await faults({ ...company, organization })).toEqual({ success: true, id: idOf(1) })
})

test('K5: a refused save uses up no random id', async () => {
  const random = server.box.world.random
  await faults({ type: 'COMPANY', organization: {} })
  expect(server.box.world.random).toBe(random)
})
