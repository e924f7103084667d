// What the projects' tests have in common: code under test, and notes on what they saw.
const { appendFileSync } = require('node:fs')

const account = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }

exports.ask = async function ask(sandbox, action, body) {
  const response = await fetch(`${sandbox.baseUrl('salesman')}/client/${action}`, {
    method: 'POST',
    headers: { ...account, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

exports.note = function note(sandbox, test, more = {}) {
  const line = { url: process.env.POLIGON_URL, sandbox: sandbox.id, test, ...more }
  appendFileSync(process.env.E2E_NOTES, `${JSON.stringify(line)}\n`)
}

/** Adds the client that every test of every file adds. */
exports.addRomashka = async function addRomashka(sandbox, test) {
  const { status, body } = await exports.ask(sandbox, 'add', { title: 'ООО Ромашка' })
  const changed = (await sandbox.changes()).filter(({ collection }) => collection === 'clients').length
  exports.note(sandbox, test, { status, id: body.data, changed })
  return status
}

/** Never ends: the server holds the answer back. */
exports.hang = async function hang(sandbox) {
  await sandbox.faults.add({ match: { operation: 'salesman client.add' }, hold: true })
  exports.note(sandbox, 'hangs')
  await exports.ask(sandbox, 'add', { title: 'ООО Ромашка' })
}
