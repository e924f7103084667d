import { routes } from '../../src/admin/admin.ts'
import { propertiesOf, table } from '../../src/cli/docs/api-page.ts'

/** What the code says of `/__admin`, as a page to read. */
export function adminPage(): string {
  return [
    '# `/__admin`',
    'Generated from the code by `npm run docs`. What the library does, it does by this: JSON over HTTP, for any language.',
    'A list comes wrapped in its noun, as `{"faults": […]}`. What makes something answers 201 with it, other changes 200, `DELETE` 204. A refusal is a problem document (RFC 9457) with a `hint`. `:id` is the name of a sandbox; one always exists, `default`. Beyond loopback every request needs `Authorization: Bearer TOKEN`. `npx poligon openapi admin` prints the whole in OpenAPI 3.1.',
    table(
      ['request', 'does', 'query', 'body'],
      routes.map(({ method, path, summary, query, body }) => [
        `\`${method} /__admin${path}\``,
        summary,
        namesOf(query),
        namesOf(body),
      ]),
    ),
    'The records of a sandbox lie at `/__admin/sandboxes/:id/data/:api/:collection[/:key]`, for `GET` (with the filters and paging of json-server), `POST`, `PUT`, `PATCH` and `DELETE`. What is written there keeps to unique keys (409) and references (422), and is a change, not a request.',
    '',
  ].join('\n\n')
}

const namesOf = (schema: Parameters<typeof propertiesOf>[0]): string =>
  propertiesOf(schema, '')
    .map(([name]) => name)
    .join(', ')
