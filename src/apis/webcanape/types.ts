import { operations } from '../../api.ts'
import type { readings } from './readings.ts'
import type { Records, User } from './records.ts'

export interface Types {
  records: Records
  readings: typeof readings
  caller: Readonly<User>
}

export const operation = operations<Types>()
