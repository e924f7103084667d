import { run } from '../../src/server.ts'
import { shop } from '../support/shop.ts'

/** A server in a process of its own, which a test may starve. */
const running = await run({ port: 0, host: '127.0.0.1', apis: [shop], scenario: 'empty' })
process.send?.({ port: running.port })
