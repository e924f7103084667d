import assert from 'node:assert/strict'
import { test } from 'node:test'

const { POLIGON_URL: server, POLIGON_TOKEN: token } = process.env

/** Asks the server's own /__admin. */
async function ask(method, path) {
  const response = await fetch(`${server}/__admin${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  return response.status === 204 ? null : response.json()
}

test('a company is added once', async () => {
  const { id, urls } = await ask('POST', '/sandboxes')
  const headers = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
  const add = () => fetch(`${urls.salesman}/client/add?title=${encodeURIComponent('ООО Ромашка')}`, { headers })
  assert.deepEqual([(await add()).status, (await add()).status], [200, 406])
  const { changes } = await ask('GET', `/sandboxes/${id}/changes`)
  assert.equal(changes.filter(({ collection }) => collection === 'clients').length, 1)
  await ask('DELETE', `/sandboxes/${id}`)
})
