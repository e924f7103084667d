/** The page's shapes, with every part null that a test does not name. */

const ADDRESS = [
  ...['country', 'countryCode', 'region', 'area', 'city', 'settlement', 'street', 'house', 'block', 'building', 'flat'],
  ...['fullAddress', 'fullCity', 'rawData', 'zip', 'regionFias', 'areaFias', 'cityFias', 'settlementFias'],
]

const nulls = (fields: readonly string[]): Record<string, null> =>
  Object.fromEntries(fields.map(field => [field, null]))

export const addressOf = (given: object) => ({ ...nulls(ADDRESS), ...given })

export const organizationOf = (given: object) => ({
  ...nulls(['id', 'name', 'fullName', 'phones', 'inn', 'kpp', 'ogrn', 'okpo', 'persons', 'orgLegalType', 'address']),
  ...('postalAddress' in given && { postalAddress: null }),
  email: null,
  ...given,
})

export const personOf = (given: object) => ({
  ...nulls(['name', 'surname', 'patronymic', 'fullName', 'phone', 'rawPhone', 'alternativePhone', 'email', 'post']),
  ...nulls(['personType', 'address']),
  ...given,
})

export const COUNTERAGENTS = '/api/lite/settings/counteragents'

/** An id in the vendor's shape, its version bits unchecked. */
export const idOf = (number: number): string => `b0000000-0000-f000-1000-${String(number).padStart(12, '0')}`

export const failure = (...messages: string[]) => ({
  success: false,
  errors: messages.map(message => ({ code: 0, message })),
})
