import { collection, schema } from '../../api.ts'
import { mailKey, phonesIn, titleKey } from './keys.ts'
import type { Client, Field, Guide, Person, Records, User } from './records.ts'
import { collated } from './shipped/collation.ts'

/** 0 is nobody, nothing: the record stays where what it names goes. */
const kept = (to: keyof Records) => ({ to, onDelete: 'keep', none: 0 }) as const
const along = { clid: { to: 'clients', onDelete: 'cascade', none: 0 } } as const

const guide = (file: string) =>
  collection<Guide>({
    key: 'id',
    keyType: 'integer',
    newKey: 1,
    schema: schema(`salesman/records.${file}.json`),
    defaults: { isDefault: false },
    indexes: { titleKey: ({ title }) => [titleKey(title)], collated: ({ title }) => [collated(title)] },
  })

export const collections = {
  users: collection<User>({
    key: 'iduser',
    keyType: 'integer',
    newKey: 1,
    schema: schema('salesman/records.user.json'),
    defaults: { title: '', role: 'manager', tip: null, mid: 0, active: true },
    unique: ['login'],
    indexes: { collated: ({ login }) => [collated(login)] },
  }),
  clients: collection<Client>({
    key: 'clid',
    keyType: 'integer',
    newKey: 6274,
    schema: schema('salesman/records.client.json'),
    defaults: {
      ...{ uid: null, type: 'client', date_create: null, date_edit: null, title: null, iduser: 0, idcategory: 0 },
      ...{ head_clid: 0, pid: 0, address: null, phone: null, fax: null, site_url: null, mail_url: null, territory: 0 },
      ...{ des: null, scheme: null, tip_cmr: null, clientpath: 0, trash: false, recv: null, fav: false },
      ...{ priceLevel: 'price_1', creator: 0, editor: 0, dostup: [] },
    },
    indexes: {
      date_create: client => [client.date_create],
      owned: client => [[client.iduser, client.date_create]],
      shelved: client => [[client.trash === true, client.date_create]],
      ownedAndShelved: client => [[client.iduser, client.trash === true, client.date_create]],
      known: client => [
        ...(client.title ? [['title', titleKey(client.title)]] : []),
        ...(client.uid ? [['uid', client.uid]] : []),
        ...(client.mail_url ? [['mail', mailKey(client.mail_url)]] : []),
        ...(client.recv?.castInn ? [['inn', client.recv.castInn]] : []),
        ...phonesIn(client.phone).map(digits => ['phone', digits]),
      ],
      collated: client => [
        ...(client.title === null ? [] : [['title', collated(client.title)]]),
        ...(client.uid === null ? [] : [['uid', collated(client.uid)]]),
      ],
    },
    references: {
      iduser: kept('users'),
      idcategory: kept('categories'),
      territory: kept('territories'),
      clientpath: kept('clientpaths'),
      head_clid: kept('clients'),
      pid: kept('persons'),
    },
  }),
  deals: collection<Records['deals']>({
    key: 'did',
    keyType: 'integer',
    newKey: 1,
    schema: schema('salesman/records.deal.json'),
    defaults: { title: '', status: 'active' },
    references: { clid: { to: 'clients', onDelete: 'refuse', none: 0 } },
  }),
  persons: collection<Person>({
    key: 'pid',
    keyType: 'integer',
    newKey: 1,
    schema: schema('salesman/records.person.json'),
    defaults: {
      ...{ clid: 0, person: '', ptitle: null, tel: null, mob: null, mail: null, iduser: 0 },
      ...{ rol: null, date_create: null, clientpath: 0 },
    },
    references: {
      clid: { to: 'clients', onDelete: 'unbind', none: 0 },
      iduser: kept('users'),
      clientpath: kept('clientpaths'),
    },
  }),
  categories: guide('guide'),
  territories: guide('guide'),
  clientpaths: guide('guide'),
  relations: guide('guide'),
  history: collection<Records['history']>({
    key: 'id',
    keyType: 'integer',
    newKey: 25316,
    schema: schema('salesman/records.history.json'),
    defaults: { des: '', tip: '', iduser: 0, datum: null },
    references: along,
  }),
  reminders: collection<Records['reminders']>({
    key: 'id',
    keyType: 'integer',
    newKey: 1,
    schema: schema('salesman/records.reminder.json'),
    defaults: { pid: 0, title: '', iduser: 0 },
    references: along,
  }),
  files: collection<Records['files']>({
    key: 'id',
    keyType: 'integer',
    newKey: 1,
    schema: schema('salesman/records.file.json'),
    defaults: { title: '' },
    references: along,
  }),
  uids: collection<Records['uids']>({
    key: 'id',
    keyType: 'integer',
    newKey: 1,
    schema: schema('salesman/records.uid.json'),
    defaults: { datum: null },
    references: along,
  }),
  fields: collection<Field>({
    key: 'name',
    keyType: 'string',
    newKey: 1,
    schema: schema('salesman/records.field.json'),
    defaults: { title: '', on: true, order: 0, temp: null, template: null },
  }),
}
