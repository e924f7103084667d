import { operations } from '../../api.ts'
import type { readings } from './readings.ts'
import type { Records } from './records.ts'

export interface Types {
  records: Records
  readings: typeof readings
  caller: null
}

export const operation = operations<Types>()
