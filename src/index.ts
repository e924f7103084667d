/** The public face of the package; nothing else is public. */

export { connect } from './client/connect.ts'
export { ControlError } from './client/connection.ts'
export { MockServer } from './client/mock-server.ts'
export { VerifyError } from './client/requests.ts'
export { Sandbox } from './client/sandbox.ts'
export { startMockServer } from './client/start.ts'
export type * from './client/types.ts'
export { type Config, defineConfig } from './config.ts'
export * from './core/api/index.ts'
export type { ServerOptions } from './server.ts'
