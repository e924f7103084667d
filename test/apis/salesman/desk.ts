import type { Send, TestServer } from '../../support/server.ts'

export const KEY = 't1xdeOwWSIqgDol70CkRdK3WD4N4cm'
/** Sees every client: iduser 1. */
export const BOSS = { apikey: KEY, login: 'vladislav@isaler.ru' }
/** Sees their own: iduser 2. */
export const MANAGER = { apikey: KEY, login: 'marand@omadaru.ru' }

export const at = (action: string, query = ''): string => `/developer/v3/client/${action}${query}`

/** A request with a JSON body, of the boss unless told. */
export const ask = (action: string, body: object = {}, headers: Record<string, string> = BOSS): Send => ({
  ...{ method: 'POST', path: at(action), headers, body },
})

/** A request with parameters in the query string. */
export const query = (action: string, params: string, headers: Record<string, string> = BOSS): Send => ({
  ...{ method: 'GET', path: at(action, `?${params}`), headers },
})

export const fault = (code: number, text: string, more: object = {}): object => ({
  ...{ result: 'Error', error: { code, text }, ...more },
})

/** The same with its documented status. */
export const refusal = (code: number, text: string, more: object = {}) => ({
  ...{ status: code, body: fault(code, text, more) },
})

export interface Listed {
  data: Record<string, unknown>[]
  params: Record<string, unknown>
  count: number
}

/** What helps to speak of one server. */
export function desk(server: TestServer) {
  const say = async (action: string, body: object = {}, headers: Record<string, string> = BOSS) =>
    (await server.send(ask(action, body, headers))).body as Record<string, unknown>
  return {
    say,
    client: (clid: number, more: object = {}) =>
      server.put('salesman', 'clients', { clid, title: `Клиент ${clid}`, iduser: 1, ...more }),
    list: async (params: object = {}, headers: Record<string, string> = BOSS) =>
      (await say('list', params, headers)) as unknown as Listed,
    /** The clids that a list gives, in its order. */
    clids: async (params: object = {}, headers: Record<string, string> = BOSS): Promise<unknown[]> => {
      const got = await server.send(ask('list', { fields: 'clid', ...params }, headers))
      return (got.body as Listed).data.map(({ clid }) => clid)
    },
    /** The data of one client. */
    card: async (clid: number, more: object = {}) =>
      (await say('info', { clid, ...more })).data as Record<string, unknown>,
    code: async (send: Send): Promise<number> =>
      ((await server.send(send)).body as { error: { code: number } }).error.code,
    violations: async (send: Send): Promise<number> =>
      Number((await server.send(send)).headers['x-mock-violations'] ?? 0),
    record: (clid: number) => server.stored('salesman', 'clients', clid)!,
    turnOn: (...names: string[]) =>
      server.box.transact(() => {
        for (const name of names) server.box.collection('salesman', 'fields')!.update(name, { on: true })
      }),
    turnOff: (...names: string[]) =>
      server.box.transact(() => {
        for (const name of names) server.box.collection('salesman', 'fields')!.update(name, { on: false })
      }),
  }
}
