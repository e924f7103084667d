import type { Client } from '../records.ts'
import type { Call } from '../types.ts'

/** Reminders with a contact stay, unbound, and count; files go before they are counted; uids stay. */
export function shippedCascade({ store }: Call, { clid }: Readonly<Client>) {
  const reminders = store.reminders.by('clid', clid)
  const uids = store.uids.by('clid', clid)
  const { history = 0, persons = 0 } = store.clients.remove(clid)
  for (const reminder of reminders) if (reminder.pid > 0) store.reminders.insert({ ...reminder, clid: 0 })
  for (const uid of uids) store.uids.insert(uid)
  return { history, persons, reminders: reminders.length, files: 0 }
}
