import type { DataRecord } from '../../../client/types.ts'
import { Op } from '../../parts/change.tsx'
import { sayValue } from '../../parts/diff.tsx'
import { hrefOf } from '../../state/address.ts'
import { say } from '../../words/say.ts'
import type { RecordMarks } from './use-marks.ts'
import { filterTextOf, type RecordPage } from './use-records.ts'

export interface RecordTableProps {
  readonly rows: readonly DataRecord[]
  /** API and collection. */
  readonly where: readonly [api: string, collection: string]
  readonly keyName: string
  readonly page: RecordPage
  readonly marks: RecordMarks
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
}

const SHOWN = 80
const ARROWS = { ascending: ' ↑', descending: ' ↓', none: '' }

export function RecordTable({ rows, where, keyName, page, marks, chosen, onChoose }: RecordTableProps) {
  const names = [keyName, ...columnsOf(rows).filter(name => name !== keyName)]
  return (
    <div class="scroll">
      <table class="record-table" aria-label={say('Records')}>
        <thead>
          <tr>
            {names.map(name => (
              <th key={name} scope="col" aria-sort={sortOf(name, page)}>
                <a href={hrefOf({ filter: filterTextOf({ ...page, page: 1, sort: nextSort(name, page) }) })}>
                  <bdi>{name}</bdi>
                  <span aria-hidden="true">{ARROWS[sortOf(name, page) ?? 'none']}</span>
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => {
            const key = String(row[keyName])
            return (
              <tr
                key={key}
                data-id={key}
                aria-current={key === chosen ? 'true' : undefined}
                onClick={() => onChoose(key)}
              >
                {names.map((name, index) =>
                  index === 0 ? (
                    <th key={name} scope="row">
                      <a href={hrefOf({ id: [...where, key] })}>
                        <bdi>{key}</bdi>
                      </a>
                      {marks.has(key) && <Op op={marks.get(key)!} />}
                    </th>
                  ) : (
                    <td key={name} class={typeof row[name] === 'number' ? 'number' : ''}>
                      <Cell value={row[name]} />
                    </td>
                  ),
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ value }: { readonly value: unknown }) {
  if (value === null || value === undefined) return <span class="nothing">{value === null ? 'null' : ''}</span>
  const text = sayValue(value)
  return <bdi title={text.length > 30 ? text.slice(0, 1000) : undefined}>{text.slice(0, SHOWN)}</bdi>
}

/** Fields that say something stand before those that are empty in all rows. */
function columnsOf(rows: readonly DataRecord[]): string[] {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const isFilled = (name: string): boolean =>
    rows.some(row => row[name] !== null && row[name] !== undefined && row[name] !== '')
  return [...names.filter(isFilled), ...names.filter(name => !isFilled(name))]
}

function sortOf(name: string, { sort }: RecordPage): 'ascending' | 'descending' | undefined {
  if (sort === name) return 'ascending'
  return sort === `-${name}` ? 'descending' : undefined
}

const nextSort = (name: string, { sort }: RecordPage): string =>
  sort === name ? `-${name}` : sort === `-${name}` ? '' : name
