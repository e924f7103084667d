export interface User {
  iduser: number
  login: string
  title: string
  /** `admin` sees every client, `manager` their own. */
  role: 'admin' | 'manager'
  /** The position: what the shipped server goes by. */
  tip: string | null
  /** The superior's iduser. */
  mid: number
  active: boolean
}

/** The requisites, in the page's order. */
export const REQUISITES = [
  ...(['castUrName', 'castInn', 'castKpp', 'castBank', 'castBankKs', 'castBankRs', 'castBankBik', 'castOkpo'] as const),
  ...(['castOgrn', 'castDirName', 'castDirSignature', 'castDirStatus', 'castDirStatusSig'] as const),
  ...(['castDirOsnovanie', 'castUrAddr'] as const),
]

export type Requisites = { [name: string]: string }

export interface Client {
  clid: number
  uid: string | null
  type: string
  /** `YYYY-MM-DD HH:mm:ss` in the sandbox's zone, as every date of it. */
  date_create: string | null
  date_edit: string | null
  title: string | null
  iduser: number
  /** Guide ids; 0 is none. */
  idcategory: number
  head_clid: number
  pid: number
  territory: number
  clientpath: number
  address: string | null
  /** Comma-separated. */
  phone: string | null
  fax: string | null
  site_url: string | null
  mail_url: string | null
  des: string | null
  scheme: string | null
  tip_cmr: string | null
  [input: `input${number}`]: string | null
  /** null: never set. */
  trash: boolean | null
  /** null: never written. */
  recv: Requisites | null
  fav: boolean
  priceLevel: string
  creator: number
  editor: number
  /** Who else has access: iduser. */
  dostup: readonly number[]
}

export interface Person {
  pid: number
  clid: number
  person: string
  ptitle: string | null
  tel: string | null
  mob: string | null
  mail: string | null
  iduser: number
  rol: string | null
  date_create: string | null
  clientpath: number
}

/** An entry of a guide. */
export interface Guide {
  id: number
  title: string
  isDefault?: boolean
}

export interface Field {
  name: string
  title: string
  on: boolean
  /** Where the form shows it. */
  order: number
  /** `textarea`, `datetime`, else a plain field. */
  temp: string | null
  /** What a `textarea` holds before anybody writes. */
  template: string | null
}

export interface OfClient {
  id: number
  clid: number
}

export interface Records {
  users: User
  clients: Client
  deals: { did: number; clid: number; title: string; status: 'active' | 'closed' }
  persons: Person
  categories: Guide
  territories: Guide
  clientpaths: Guide
  relations: Guide
  history: OfClient & { des: string; tip: string; iduser: number; datum: string | null }
  reminders: OfClient & { pid: number; title: string; iduser: number }
  files: OfClient & { title: string }
  uids: OfClient & { system: string; value: string; datum: string | null }
  fields: Field
}
