import type { Store } from '../../api.ts'
import {
  ADDRESS,
  type Counteragent,
  type Details,
  isAddress,
  ORGANIZATION,
  type Organization,
  PERSON,
  type Records,
} from './records.ts'

/** As the page's examples show one: key by key, null by null. */
export function counteragentView(counteragent: Readonly<Counteragent>, { organizations }: Store<Records>) {
  const { id, extId, type, role, name, organizationId, person } = counteragent
  const organization = type === 'COMPANY' && organizationId ? organizations.get(organizationId) : undefined
  return {
    id,
    ...(extId !== null && { extId }),
    ...{ type, role, name },
    organization: organization ? organizationView(organization) : null,
    person: type === 'PERSON' && person ? detailsView(PERSON, person) : null,
  }
}

/** `postalAddress` is sent only where there is one. */
function organizationView(organization: Readonly<Organization>): Details {
  const fields = organization.postalAddress ? ORGANIZATION : ORGANIZATION.filter(field => field !== 'postalAddress')
  return { id: organization.id, ...detailsView(fields, organization) }
}

function detailsView(fields: readonly string[], details: Details): Details {
  return Object.fromEntries(
    fields.map(field => {
      const value = details[field] ?? null
      return [field, isAddress(field) && value ? detailsView(ADDRESS, value as Details) : value]
    }),
  )
}
