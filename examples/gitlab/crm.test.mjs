import { test } from 'node:test'
import { useSandbox } from 'poligon/node-test'

const sandbox = useSandbox()

test('a company is added once', async () => {
  const headers = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
  const title = encodeURIComponent('ООО Ромашка')
  await fetch(`${sandbox.baseUrl('salesman')}/client/add?title=${title}`, { headers }) // your code, in real life
  await sandbox.requests.verify({ operation: 'salesman client.add', where: { title: 'ООО Ромашка' }, times: 1 })
})
