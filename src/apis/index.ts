// apis: the five vendors, a folder each. A folder is data and small functions, made of what src/api.ts exports.

import type { Api } from '../core/api/api.ts'
import { kaktus } from './kaktus/index.ts'
import { rkeeper } from './rkeeper/index.ts'
import { salesman } from './salesman/index.ts'
import { vodyanoy } from './vodyanoy/index.ts'
import { webcanape } from './webcanape/index.ts'

/** The five, in the order of the documentation. */
export const builtInApis: readonly Api[] = [vodyanoy, kaktus, salesman, webcanape, rkeeper]
