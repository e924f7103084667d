import { type SalesMan, SalesManError } from './salesman.ts'

/** A customer of the shop. */
export interface Customer {
  readonly id: string
  readonly name: string
  readonly phone: string
  readonly mail: string
}

export interface Synced {
  readonly added: number[]
  readonly updated: number[]
}

/** Brings the shop's customers into the CRM: the new ones are added, those that managers entered by hand get our id. */
export async function sync(customers: readonly Customer[], crm: SalesMan): Promise<Synced> {
  const synced: Synced = { added: [], updated: [] }
  for (const { id, name, phone, mail } of customers) {
    try {
      synced.added.push(await crm.add({ title: name, uid: id, phone, mail_url: mail }))
    } catch (error) {
      if (!(error instanceof SalesManError && error.code === 406 && error.clid !== undefined)) throw error
      await crm.update(error.clid, { uid: id })
      synced.updated.push(error.clid)
    }
  }
  return synced
}
