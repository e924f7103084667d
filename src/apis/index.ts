import type { Api } from '../core/api/define-api.ts'
import { vodyanoy } from './vodyanoy/index.ts'

/** The five, in the order of the documentation. */
export const builtInApis: readonly Api[] = [vodyanoy]
