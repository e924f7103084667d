import { collection, schema } from '../../api.ts'

export const ADDRESS = [
  ...['country', 'countryCode', 'region', 'area', 'city', 'settlement', 'street', 'house', 'block', 'building', 'flat'],
  ...['fullAddress', 'fullCity', 'rawData', 'zip', 'regionFias', 'areaFias', 'cityFias', 'settlementFias'],
]
export const PERSON = [
  ...['name', 'surname', 'patronymic', 'fullName', 'phone', 'rawPhone', 'alternativePhone', 'email', 'post'],
  ...['personType', 'address'],
]
export const ORGANIZATION = [
  ...['name', 'fullName', 'phones', 'inn', 'kpp', 'ogrn', 'okpo', 'persons', 'orgLegalType'],
  ...['address', 'postalAddress', 'email'],
]

export const ROLES = ['CUSTOMER', 'FULFILLMENT_SERVICE', 'DELIVERY_SERVICE', 'CALLCENTER_SERVICE', 'PRODUCT_SUPPLIER']

export const isAddress = (field: string): boolean => field === 'address' || field === 'postalAddress'

/** Fields by name, of those above. One that is absent is null. */
export type Details = { readonly [field: string]: unknown }

export interface Counteragent {
  id: string
  extId: string | null
  type: 'COMPANY' | 'PERSON'
  role: string | null
  name: string
  /** Of a company; several may share one. */
  organizationId: string | null
  person: Details | null
}

export interface Organization {
  id: string
  inn: string | null
  ogrn: string | null
  [field: string]: unknown
}

export interface Usage {
  id: string
  counteragentId: string
  /** What uses it: `order`, `product`. */
  kind: string
}

export interface Records {
  counteragents: Counteragent
  organizations: Organization
  usages: Usage
}

export const collections = {
  counteragents: collection<Counteragent>({
    key: 'id',
    keyType: 'string',
    newKey: 'uuid',
    schema: schema('kaktus/records.counteragent.json'),
    defaults: { extId: null, type: 'COMPANY', role: null, name: '', organizationId: null, person: null },
    references: { organizationId: { to: 'organizations', onDelete: 'refuse' } },
  }),
  organizations: collection<Organization>({
    key: 'id',
    keyType: 'string',
    newKey: 'uuid',
    schema: schema('kaktus/records.organization.json'),
    defaults: Object.fromEntries(ORGANIZATION.map(field => [field, null])),
  }),
  usages: collection<Usage>({
    key: 'id',
    keyType: 'string',
    newKey: 'uuid',
    schema: schema('kaktus/records.usage.json'),
    defaults: { kind: 'order' },
    references: { counteragentId: { to: 'counteragents', onDelete: 'refuse' } },
  }),
}
