import { forEachReading, type Sandbox, useSandbox } from 'poligon/jest'

const sandbox: Sandbox = useSandbox({ scenario: 'blank', failOnViolations: true })
useSandbox({ scenario: 'two-notes', readings: { 'notes.empty': 'yes' } })
sandbox.baseUrl('notes')
// @ts-expect-error: there is no such scenario
useSandbox({ scenario: 'blnk' })

forEachReading('salesman.status', 'vodyanoy.total', ({ option }) => {
  console.log(option, sandbox.baseUrl('salesman'))
})
