/** The public face of the package; nothing else is public. */

export * from './api.ts'
export type { Clock } from './client/clock.ts'
export { connect } from './client/connect.ts'
export type { Ask, Connection } from './client/connection.ts'
export { ControlError } from './client/connection.ts'
export type { BasePaths } from './client/controls.ts'
export {
  type CoverageOptions,
  coverageJson,
  coverageMarkdown,
  coverageShortfall,
  sayCoverage,
} from './client/coverage-report.ts'
export type { DataCollection } from './client/data.ts'
export type { Faults } from './client/faults.ts'
export { MockServer } from './client/mock-server.ts'
export type { ReadingsControl } from './client/readings.ts'
export type { Replay, ReplayedAnswer } from './client/replay.ts'
export type { Requests } from './client/requests.ts'
export { VerifyError } from './client/requests.ts'
export { Sandbox } from './client/sandbox.ts'
export { startMockServer } from './client/start.ts'
export type { TimersControl } from './client/timers.ts'
export type * from './client/types.ts'
export type { WebhooksControl } from './client/webhooks.ts'
export { type Config, defineConfig } from './config.ts'
export type { BodyFormat, Revive } from './core/api/input.ts'
export type { OptionOf, Readings } from './core/api/readings.ts'
export type { Charset } from './core/lib/charset.ts'
export type { Random } from './core/lib/random.ts'
export type { Start } from './core/scenarios/scenario.ts'
export type { Index } from './core/store/indexes.ts'
export type { Text } from './core/store/texts.ts'
