import { type Call, collection, defineApi, defineReadings, type HttpFault, operations, Refusal, schema } from 'poligon'

/**
 * «Пятак», loyalty cards: an invented service, to show how an API of your own joins the five. Journal, faults,
 * sandboxes, scenarios, OpenAPI and the data console work for it as they do for them.
 */

// ——— Records ———

interface Card {
  number: string
  phone: string
  holder: string
}

interface Movement {
  id: number
  card: string
  /** Points given; points spent are negative. */
  points: number
  /** An ISO 8601 instant. */
  at: string
}

const collections = {
  cards: collection<Card>({
    key: 'number',
    keyType: 'string',
    newKey: 500_001,
    defaults: { holder: '' },
    unique: ['phone'],
    schema: schema({
      type: 'object',
      properties: { number: { type: 'string' }, phone: { type: 'string' }, holder: { type: 'string' } },
      required: ['number', 'phone'],
      additionalProperties: false,
    }),
  }),
  movements: collection<Movement>({
    key: 'id',
    keyType: 'integer',
    newKey: 1,
    schema: schema({
      type: 'object',
      properties: {
        id: { type: 'integer' },
        card: { type: 'string' },
        points: { type: 'integer' },
        at: { type: 'string' },
      },
      required: ['id', 'card', 'points'],
      additionalProperties: false,
    }),
    references: { card: { to: 'cards', onDelete: 'cascade' } },
  }),
}

// ——— What the documentation leaves open ———

const readings = defineReadings({
  overdraft: {
    about: 'May a card spend more points than it has?',
    options: { refuse: 'it is refused with 409', allow: 'its balance goes below zero' },
    default: 'refuse',
  },
})

interface Types {
  records: { cards: Card; movements: Movement }
  readings: typeof readings
  caller: null
}

// ——— Refusals ———

class PyatakError extends Refusal {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const noCard = (number: string) => new PyatakError(404, 'no-card', `Карты ${number} нет`)

// ——— Operations ———

const operation = operations<Types>()

const card = schema({
  type: 'object',
  properties: {
    number: { type: 'string' },
    phone: { type: 'string' },
    holder: { type: 'string' },
    balance: { type: 'integer' },
  },
  required: ['number', 'phone', 'holder', 'balance'],
  additionalProperties: false,
})

const balanceOf = ({ store }: Pick<Call<Types>, 'store'>, number: string): number =>
  store.movements.by('card', number).reduce((sum, { points }) => sum + points, 0)

const cardView = (call: Pick<Call<Types>, 'store'>, found: Readonly<Card>) => ({
  number: found.number,
  phone: found.phone,
  holder: found.holder,
  balance: balanceOf(call, found.number),
})

function findCard({
  store,
  params,
}: Pick<Call<Types>, 'store'> & { params: Readonly<Record<string, string>> }): Readonly<Card> {
  const found = store.cards.get(params.number!)
  if (!found) throw noCard(params.number!)
  return found
}

const list = operation('GET /cards', {
  id: 'cards.list',
  summary: 'Карты, все или по номеру телефона',
  docs: 'Пятак: Карты',
  query: schema<{ phone?: string }>({
    type: 'object',
    properties: { phone: { type: 'string' } },
    additionalProperties: false,
  }),
  replies: {
    200: schema({ type: 'object', properties: { cards: { type: 'array', items: card.inline } }, required: ['cards'] }),
  },
  handle(call) {
    const { query, store } = call
    const found = query.phone === undefined ? store.cards.all() : store.cards.by('phone', query.phone)
    return { status: 200, body: { cards: found.map(one => cardView(call, one)) } }
  },
})

const get = operation('GET /cards/:number', {
  id: 'cards.get',
  summary: 'Карта и её баланс',
  docs: 'Пятак: Карта',
  replies: { 200: card },
  find: findCard,
  handle: call => ({ status: 200, body: cardView(call, call.found) }),
})

const issue = operation('POST /cards', {
  id: 'cards.issue',
  summary: 'Выпустить карту',
  docs: 'Пятак: Выпуск',
  body: schema<{ phone: string; holder?: string }>({
    type: 'object',
    properties: { phone: { type: 'string', pattern: '^7\\d{10}$' }, holder: { type: 'string' } },
    required: ['phone'],
    additionalProperties: false,
  }),
  replies: { 201: card },
  handle(call) {
    const { body, store } = call
    const [twin] = store.cards.by('phone', body.phone)
    if (twin) throw new PyatakError(409, 'has-card', `У ${body.phone} уже есть карта ${twin.number}`)
    return { status: 201, body: cardView(call, store.cards.insert({ phone: body.phone, holder: body.holder ?? '' })) }
  },
})

const move = operation('POST /cards/:number/points', {
  id: 'points.move',
  summary: 'Начислить или списать баллы',
  docs: 'Пятак: Баллы',
  body: schema<{ points: number }>({
    type: 'object',
    properties: { points: { type: 'integer', minimum: -1_000_000, maximum: 1_000_000, not: { const: 0 } } },
    required: ['points'],
    additionalProperties: false,
  }),
  replies: { 200: schema({ type: 'object', properties: { balance: { type: 'integer' } }, required: ['balance'] }) },
  find: findCard,
  handle(call) {
    const { body, found, store, now, reading } = call
    const balance = balanceOf(call, found.number) + body.points
    if (body.points < 0 && balance < 0 && reading('overdraft') === 'refuse')
      throw new PyatakError(409, 'too-few', `На карте ${found.number} не хватает баллов: ${-balance}`)
    store.movements.insert({ card: found.number, points: body.points, at: new Date(now).toISOString() })
    return { status: 200, body: { balance } }
  },
})

// ——— The API ———

const KEY = 'five-kopecks'

export const pyatak = defineApi<Types>({
  name: 'pyatak',
  title: '«Пятак»: карты лояльности',
  docs: 'Пятак',
  basePath: '/pyatak/v1',
  operations: [list, get, issue, move],
  collections,
  readings,
  credentials: { key: [{ in: 'header', name: 'x-pyatak-key' }] },
  account: { key: KEY },
  authenticate({ credential }) {
    if (credential('key') !== KEY) throw new PyatakError(401, 'no-key', 'Неверный ключ')
    return null
  },
  error: schema({
    type: 'object',
    properties: { error: { type: 'string' }, message: { type: 'string' } },
    required: ['error', 'message'],
    additionalProperties: false,
  }),
  refuse(error) {
    const { status } = error as PyatakError | HttpFault
    const code = error instanceof PyatakError ? error.code : (error as HttpFault).kind
    return { status, body: { error: code, message: error.message } }
  },
  generate: async (count, seed) => ({
    cards: Array.from({ length: count }, (_, i) => ({
      number: String(900_001 + i),
      phone: String(79_000_000_000 + ((seed * 7919 + i) % 1_000_000_000)),
      holder: `Держатель ${i + 1}`,
    })),
  }),
})
