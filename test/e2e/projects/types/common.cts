import { forEachReading, type Sandbox, useSandbox } from 'poligon/jest'

const sandbox: Sandbox = useSandbox({ scenario: 'blank', failOnViolations: true })

forEachReading('salesman.status', 'vodyanoy.total', ({ option }) => {
  console.log(option, sandbox.baseUrl('salesman'))
})
