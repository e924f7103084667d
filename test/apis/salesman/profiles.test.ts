import { expect, test } from 'vitest'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'documented' })

const add = async (box: string) => {
  const headers = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
  const body = { title: 'ООО «Две стороны»' }
  const { status, body: got } = await server.send({
    method: 'POST',
    path: `/~${box}/developer/v3/client/add`,
    headers,
    body,
  })
  return { status, got }
}

test('both profiles answer at once, in two sandboxes of one server', async () => {
  await server.admin('POST /sandboxes', { id: 'page' })
  await server.admin('POST /sandboxes', { id: 'vendor', profiles: { salesman: 'shipped' } })
  const answers: object[] = []
  for (const box of ['page', 'vendor', 'page', 'vendor']) answers.push(await add(box))
  expect(answers).toEqual([
    { status: 200, got: { result: 'Успешно', data: 6274 } },
    { status: 200, got: { result: 'Успешно', data: 6274 } },
    { status: 406, got: { result: 'Error', error: { code: 406, text: 'Найден существующий клиент' }, data: 6274 } },
    {
      status: 200,
      got: {
        result: 'Error',
        exists: 6274,
        error: { code: 304, text: expect.stringContaining('(clid = 6274). Запрос отклонен.') },
      },
    },
  ])
})
