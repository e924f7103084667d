import { expect } from 'vitest'
import type { TestServer } from '../../support/server.ts'

const sealed = {
  ver: '1.3.0.32',
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
  requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
}

export const ok = (data: unknown): unknown => ({ data, ...sealed, status: 'Ok' })

const TEXTS: Record<string, string> = {
  'DLW-0001': 'System exception',
  'DLW-0005': 'Authentication error',
  'DLW-0007': 'Not enough parameters',
  'DLW-0011': 'Not implemented',
  'DLW-0012': 'Authorization parameters invalid',
}

/** A refusal whose details name `what`. */
export const err = (code: string, what: string): unknown => ({
  ...sealed,
  status: 'Err',
  errors: [{ code, text: TEXTS[code], details: expect.stringContaining(what) }],
})

export const CRM = '/api/v1/crm'

/** The key that the vendor's general description asks for. */
export const keyed = { sid: 'rkeeper-sid' }

/** Georgia with two cities, each with a street and a station, and a client in the first. */
export function georgia(server: TestServer): void {
  const put = (collection: string, record: object) => server.put('rkeeper', collection, record)
  put('countries', { id: '9', name: 'Грузия' })
  put('cities', { id: '901', name: 'Тбилиси', countryId: '9' })
  put('cities', { id: '900', name: 'Батуми', countryId: '9' })
  put('streets', { id: '951', name: 'Руставели', postCode: '0108', cityId: '901' })
  put('streets', { id: '950', name: 'Гогебашвили', cityId: '900' })
  put('metroStations', { id: '971', name: 'Вокзал', cityId: '901' })
  put('metroStations', { id: '970', name: 'Порт', cityId: '900' })
  put('clients', {
    id: '911',
    lastname: 'Чавчавадзе',
    firstname: 'Нино',
    birthday: '1812-11-04',
    contacts: [{ id: '921', typeId: '3', value: '+995555000111' }],
    addresses: [{ id: '931', typeId: '2', countryId: '9', cityId: '901', streetId: '951', metroStationId: '971' }],
  })
}

export const nino = {
  id: '911',
  lastname: 'Чавчавадзе',
  firstname: 'Нино',
  middlename: '',
  birthday: '1812-11-04T00:00:00',
  note: '',
  contacts: [{ id: '921', typeId: '3', typeName: 'Телефон мобильный', value: '+995555000111' }],
  addresses: [
    {
      ...{ id: '931', typeId: '2', typeName: 'Рабочий', countryId: '9', country: 'Грузия', zip: '', region: '' },
      ...{ cityId: '901', city: 'Тбилиси', streetId: '951', street: 'Руставели', house: '', building: '' },
      ...{ entry: '', floor: '', apartments: '', entryCode: '', dopInfo: '', lat: '', lng: '' },
      ...{ metroStationId: '971', metroStation: 'Вокзал', readOnly: false },
    },
  ],
  accounts: [],
  cards: [],
}
