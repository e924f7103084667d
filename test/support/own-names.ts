import type {} from '../../src/index.ts'

/** The APIs, operations, scenarios and readings of the tests’ own. */
declare module '../../src/index.ts' {
  interface OwnNames {
    apis: 'notes' | 'pyatak' | 'orders' | 'portal' | 'leads'
    operations: 'notes notes.add' | 'pyatak points.move' | 'pyatak cards.get'
    scenarios: 'mine'
    readings: { 'pyatak.overdraft': 'refuse' | 'allow'; 'notes.empty': 'yes' | 'no' }
  }
}
