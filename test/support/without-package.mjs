// `node --import` this: packages named in POLIGON_TEST_WITHOUT are not found, as where nobody installed them.
import { register } from 'node:module'

const hooks = `const missing = ${JSON.stringify((process.env.POLIGON_TEST_WITHOUT ?? '').split(','))}
export function resolve(specifier, context, next) {
  if (!missing.includes(specifier)) return next(specifier, context)
  throw Object.assign(new Error("Cannot find package '" + specifier + "'"), { code: 'ERR_MODULE_NOT_FOUND' })
}`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
