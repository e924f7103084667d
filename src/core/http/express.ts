import { createRequire } from 'node:module'
import type express from 'express'

// By `require`: to import a CommonJS package makes Node read all of it twice, and a start would wait for that.
const require = createRequire(import.meta.url)
const requireOfExpress = createRequire(require.resolve('express'))

/** Express' own router, without the application around it: that is most of Express, and no start needs it. */
export const Router = requireOfExpress('router') as typeof express.Router
export type Router = express.Router

/** An Express application, for whatever needs one around it. */
export const application = (): express.Express => (require('express') as typeof express)()
