import { connect, defineConfig, type ScenarioName, type ServerOptions, startMockServer } from 'poligon'
import * as jest from 'poligon/jest'
import * as nodeTest from 'poligon/node-test'
import { test as playwrightTest, webServer } from 'poligon/playwright'
import { forEachReading, test as vitestTest } from 'poligon/vitest'

declare module 'poligon' {
  interface OwnNames {
    apis: 'notes'
    operations: 'notes note.add' | 'note.add'
    scenarios: 'two-notes'
    readings: { 'notes.empty': 'yes' | 'no' }
  }
}

const server = await connect('http://127.0.0.1:10400')
const box = await server.sandbox('w1', { scenario: 'blank', records: { salesman: 5, notes: 1 } })
const bundle = await box.bundle()

// Every place takes the right names, those of one's own too…
startMockServer({ scenario: 'blank', api: ['salesman', 'notes'], readings: { 'salesman.status': 'ok' } })
startMockServer({ scenario: 'two-notes', profiles: { salesman: 'shipped' } })
startMockServer({ scenario: 'scenarios/mine' })
startMockServer({ scenario: `${import.meta.dirname}/mine.yaml` })
startMockServer({ scenario: 'mine.json' })
startMockServer({ scenario: process.env.SCENARIO as ScenarioName })
export const options: ServerOptions = { scenario: 'C:\\crm\\mine', readings: { 'notes.empty': 'yes' } }
defineConfig({ scenario: 'two-notes', api: ['notes'] })
webServer({ scenario: 'two-notes', readings: { 'notes.empty': 'no' } })
box.baseUrl('notes')
box.data('notes', 'notes')
box.reset({ scenario: 'two-notes' })
box.readings.set({ 'salesman.status': 'ok', 'notes.empty': 'yes', 'vodyanoy.notFound': 404 })
box.faults.add({ match: { api: 'notes', operation: 'note.add' } })
box.faults.add({ match: { operation: 'notes note.add' } })
box.requests.find({ api: 'notes', operation: 'note.add' })
box.requests.verify({ operation: 'notes note.add' })
box.requests.verifyOrder([{ operation: 'kaktus auth.login' }, { operation: 'notes note.add' }])
server.replay(bundle, { readings: { 'vodyanoy.notFound': 404, 'notes.empty': 'no' } })
jest.useSandbox({ scenario: 'two-notes', readings: { 'notes.empty': 'yes' } })
nodeTest.useSandbox({ scenario: './mine.yaml' })
forEachReading('salesman.status', { 'salesman.word': ['text'], 'notes.empty': ['yes'] }, () => {})

// … and no other.
// @ts-expect-error: there is no such scenario
startMockServer({ scenario: 'blnk' })
// @ts-expect-error: there is no such option
startMockServer({ readings: { 'salesman.status': 'okk' } })
// @ts-expect-error: there is no such reading
startMockServer({ readings: { 'salesman.statu': 'ok' } })
// @ts-expect-error: there is no such API
startMockServer({ api: ['salesmen'] })
// @ts-expect-error: there is no such API
startMockServer({ records: { salesmen: 5 } })
// @ts-expect-error: there is no such API
startMockServer({ profiles: { salesmen: 'shipped' } })
// @ts-expect-error: there is no such scenario
defineConfig({ scenario: 'blnk' })
// @ts-expect-error: there is no such option
defineConfig({ readings: { 'salesman.status': 'okk' } })
// @ts-expect-error: there is no such scenario
webServer({ scenario: 'blnk' })
// @ts-expect-error: there is no such option
webServer({ readings: { 'salesman.status': 'okk' } })
// @ts-expect-error: there is no such scenario
server.sandbox('w1', { scenario: 'blnk' })
// @ts-expect-error: there is no such scenario
box.reset({ scenario: 'blnk' })
// @ts-expect-error: there is no such API
box.baseUrl('salesmen')
// @ts-expect-error: there is no such API
box.data('salesmen', 'clients')
// @ts-expect-error: there is no such option
box.readings.set({ 'salesman.status': 'okk' })
// @ts-expect-error: there is no such option
box.readings.set({ 'vodyanoy.notFound': 405 })
// @ts-expect-error: there is no such operation
box.faults.add({ match: { operation: 'salesman client.ad' } })
// @ts-expect-error: there is no such API
box.faults.add({ match: { api: 'salesmen' } })
// @ts-expect-error: there is no such operation
box.requests.find({ operation: 'salesman client.ad' })
// @ts-expect-error: there is no such API
box.requests.har({ api: 'salesmen' })
// @ts-expect-error: there is no such operation
box.requests.verify({ operation: 'salesman client.ad' })
// @ts-expect-error: there is no such operation
box.requests.verifyOrder([{ operation: 'salesman client.ad' }])
// @ts-expect-error: there is no such option
server.replay(bundle, { readings: { 'salesman.status': 'okk' } })
// @ts-expect-error: there is no such scenario
jest.useSandbox({ scenario: 'blnk' })
// @ts-expect-error: there is no such option
nodeTest.useSandbox({ readings: { 'salesman.status': 'okk' } })
// @ts-expect-error: there is no such scenario
playwrightTest.use({ sandboxOptions: { scenario: 'blnk' } })
// @ts-expect-error: there is no such scenario
vitestTest.override({ sandboxOptions: { scenario: 'blnk' } })
// @ts-expect-error: there is no such reading
forEachReading('salesman.nothing', () => {})
// @ts-expect-error: there is no such option
forEachReading({ 'salesman.word': ['txt'] }, () => {})
