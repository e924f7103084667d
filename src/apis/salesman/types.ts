import { type Call as AnyCall, operations } from '../../api.ts'
import type { readings } from './readings.ts'
import type { Client, Records, User } from './records.ts'

export interface Types {
  records: Records
  readings: typeof readings
  caller: Readonly<User>
}

/** What the steps of an answer need of a call whose caller is known. */
export type Call = AnyCall<Types> & { readonly caller: Types['caller'] }

export const operation = operations<Types>()

/** What goes on the wire of a record. */
export type View = Readonly<Record<string, unknown>>

export type Keeps = (client: Readonly<Client>) => boolean

/** What a list is narrowed to: owners and trash by index, the rest one by one. */
export interface Filters {
  /** undefined: everybody's. */
  readonly owners: readonly number[] | undefined
  /** undefined: with the trash. */
  readonly trash: boolean | undefined
  readonly where: readonly Keeps[]
}

export type Order = IndexOrder | SortedOrder

interface Named {
  /** As the answer names it. */
  readonly name: string | number
}

/** By an index or a field. */
interface IndexOrder extends Named {
  readonly by: string
  readonly descending: boolean
  /** Rows that are equal come in the order of the table, though the others descend. */
  readonly tiesAscend?: boolean
}

interface SortedOrder extends Named {
  /** Sorts rows that come in the order of the table. */
  readonly by: (clients: readonly Readonly<Client>[]) => Readonly<Client>[]
}
