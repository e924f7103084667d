import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve()
const client = (id: string, more: object) =>
  server.put('vodyanoy', 'clients', { id, naimenovanie: `Клиент ${id}`, ...more })

rows(server, [
  {
    docs: 'V4, получить список клиентов',
    says: 'without limit all clients are sent, and limit is absent',
    given: () => client('10000000000099', { dszd: '2023-05-06T04:05:06+03:00' }),
    send: { path: '/api/clients?created_gte=06.05.2023' },
    gets: {
      status: 200,
      body: {
        result: [{ ID: '10000000000099', NAIMENOVANIE: 'Клиент 10000000000099', DSZD: '06.05.2023 4:05:06' }],
        total: 1,
      },
    },
  },
  {
    docs: 'V3, получить список клиентов',
    says: 'a day that the calendar does not have is refused',
    send: { path: '/api/clients?updated_lte=31.02.2024' },
    gets: {
      status: 400,
      body: { result: {}, error: 'Параметр updated_lte: ожидается дата ДД.ММ.ГГГГ, получено "31.02.2024"' },
    },
  },
])
