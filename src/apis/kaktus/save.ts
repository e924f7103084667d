import { type Collection, type DocumentedCase, type Flaw, type Store, schema } from '../../api.ts'
import { broken, documented } from './errors.ts'
import { ADDRESS, type Counteragent, type Details, isAddress, ORGANIZATION, PERSON, type Records } from './records.ts'
import { operation } from './types.ts'

const SAVE = 'kaktus.txt: Создание/обновление контрагента'

type SavedOrganization = Details & { readonly id?: string | null }

interface SavedCounteragent {
  id?: string | null
  extId?: string | null
  type: 'COMPANY' | 'PERSON'
  role?: string | null
  name: string
  organization?: SavedOrganization | null
  person?: Details | null
}

const REFUSED = { basis: 'The page does not say which fields must be there.' }
const OF_VALUES = { basis: 'The page lists the values, but not what happens to others.' }
const refused = (id: string, text: string, more: Partial<DocumentedCase>) => documented(id, text, SAVE, more)

const CASES: readonly DocumentedCase[] = [
  { id: 'created', status: 200, text: '«Создает или обновляет данные контрагента.»', docs: SAVE },
  {
    ...{ id: 'updated', status: 200, docs: SAVE },
    text: '«Поле id в контрагенте и в организации служит для поиска существующего контрагента/организации.»',
  },
  refused('missing-type', 'Поле type: обязательно', REFUSED),
  refused('missing-name', 'Поле name: обязательно', REFUSED),
  refused('missing-organization', 'Поле organization: обязательно', REFUSED),
  refused('missing-person', 'Поле person: обязательно', REFUSED),
  refused('bad-type', 'Поле type: недопустимое значение …; допустимы: COMPANY, PERSON', OF_VALUES),
  refused('bad-role', 'Поле role: недопустимое значение …; допустимы: …', OF_VALUES),
  refused('bad-legal-type', 'Поле organization.orgLegalType: недопустимое значение …; допустимы: …', OF_VALUES),
  refused('unknown-id', 'Поле …: … не найден…', { under: { unknownId: 'reject' } }),
  refused('taken-ext-id', 'Поле extId: значение … уже занято', { under: { extId: 'unique' } }),
]

/** Docs are silent about the verb: POST saves, PUT does the same and is noted. */
export const save = operation('POST,PUT /settings/counteragents', {
  id: 'counteragents.save',
  summary: 'Создание/обновление контрагента',
  docs: SAVE,
  query: schema('kaktus/no.query.json'),
  body: schema<SavedCounteragent>('kaktus/counteragents.save.json'),
  replies: { 200: schema('kaktus/counteragents.save.reply.json') },
  cases: CASES,
  check({ body, store, reading }) {
    const given = (body ?? {}) as Partial<SavedCounteragent>
    return [
      ...(reading('unknownId') === 'reject' ? unknownIds(given, store) : []),
      ...(reading('extId') === 'unique' ? takenExtIds(given, store) : []),
    ]
  },
  handle({ method, body, store, violate }) {
    if (method === 'PUT') violate({ rule: 'save.method', at: 'method', value: method, docs: SAVE })
    const ignored = body.type === 'COMPANY' ? 'person' : 'organization'
    if (body[ignored]) violate({ rule: 'save.type', at: `body.${ignored}`, value: body[ignored], docs: SAVE })
    const present = body.id ? store.counteragents.get(body.id) : undefined
    const changes: Partial<Counteragent> =
      body.type === 'COMPANY'
        ? { organizationId: saveOrganization(body.organization!, present?.organizationId, store), person: null }
        : { organizationId: null, person: merged(PERSON, present?.person, body.person!) }
    for (const field of ['extId', 'type', 'role', 'name'] as const)
      if (body[field] !== undefined) Object.assign(changes, { [field]: body[field] })
    const { id } = put(store.counteragents, body.id, changes)
    return { status: 200, body: { success: true, id }, case: present ? 'updated' : 'created' }
  },
})

/** «Поле id … служит для поиска»; an organization without one is the company's present one, else new. */
function saveOrganization(
  given: SavedOrganization,
  present: string | null | undefined,
  { organizations }: Store<Records>,
): string {
  const id = given.id ?? present
  return put(organizations, id, merged(ORGANIZATION, id ? organizations.get(id) : undefined, given)).id
}

/** Changes the record with this id, or makes it: under that id, where there is one. */
function put<T extends object>(
  records: Collection<T>,
  id: string | null | undefined,
  changes: Partial<T>,
): Readonly<T> {
  return id && records.has(id) ? records.update(id, changes) : records.insert({ ...changes, id })
}

/** Fields given are set, absent ones stay; an address is merged in its turn. */
function merged(fields: readonly string[], present: Details | null | undefined, given: Details): Details {
  const result: Record<string, unknown> = { ...present }
  for (const field of fields) {
    const value = given[field]
    if (value === undefined) continue
    result[field] =
      isAddress(field) && value ? merged(ADDRESS, result[field] as Details | undefined, value as Details) : value
  }
  return result
}

// ——— What no schema can say ———

function unknownIds({ id, type, organization }: Partial<SavedCounteragent>, store: Store<Records>): Flaw[] {
  const flaws: Flaw[] = []
  if (typeof id === 'string' && !store.counteragents.has(id))
    flaws.push(broken('known', 'body.id', id, `контрагент ${id} не найден`))
  const organizationId = type === 'COMPANY' ? organization?.id : undefined
  if (typeof organizationId === 'string' && !store.organizations.has(organizationId))
    flaws.push(broken('known', 'body.organization.id', organizationId, `организация ${organizationId} не найдена`))
  return flaws
}

function takenExtIds({ id, extId }: Partial<SavedCounteragent>, { counteragents }: Store<Records>): Flaw[] {
  if (typeof extId !== 'string' || extId === '') return []
  const isTaken = counteragents.by('extId', extId).some(other => other.id !== id)
  return isTaken ? [broken('free', 'body.extId', extId, `значение ${JSON.stringify(extId)} уже занято`)] : []
}
