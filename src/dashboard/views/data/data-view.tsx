import { useSignal } from '@preact/signals'
import type { ApiInfo } from '../../../client/types.ts'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { go, place } from '../../state/address.ts'
import { collectionOf, useOpenApi } from '../../state/openapi.ts'
import { apis } from '../../state/session.ts'
import { say } from '../../words/say.ts'
import { CollectionNav } from './collection-nav.tsx'
import { DataBar } from './data-bar.tsx'
import { NoRecords } from './no-records.tsx'
import { RecordPanel } from './record-panel.tsx'
import { RecordTable } from './record-table.tsx'
import { useMarks } from './use-marks.ts'
import { pageOf, useRecords } from './use-records.ts'

/** The records of the sandbox, as they lie. */
export function RecordsView() {
  const all = apis.value
  if (!all) return <Loading />
  const { id } = place.value
  const api = all.find(({ name }) => name === (id[0] ?? all[0]?.name))
  const collection = api?.collections.find(({ name }) => name === (id[1] ?? api.collections[0]?.name))
  return (
    <div class="columns">
      <CollectionNav apis={all} api={api?.name} collection={collection?.name} />
      {api && collection ? (
        <Records key={`${api.name} ${collection.name}`} api={api} collection={collection} />
      ) : (
        <Empty title={say('There is no such collection')} />
      )}
    </div>
  )
}

interface RecordsProps {
  readonly api: ApiInfo
  readonly collection: ApiInfo['collections'][number]
}

function Records({ api, collection }: RecordsProps) {
  const { sandbox, id, filter } = place.value
  const isInserting = useSignal(false)
  const where = { sandbox, api: api.name, collection: collection.name }
  const page = pageOf(filter)
  const { data, error } = useRecords(where, page)
  const marks = useMarks(where)
  const described = collectionOf(useOpenApi(api.name).data, collection.name)
  const key = id[2]
  const close = (): void => {
    isInserting.value = false
    go({ id: [api.name, collection.name] })
  }
  const insert = (): void => {
    go({ id: [api.name, collection.name] })
    isInserting.value = true
  }
  const isOpen = isInserting.value || key !== undefined
  return (
    <div class={isOpen ? 'split chosen' : 'split'}>
      <section class="list" aria-label={`${api.name} ${collection.name}`}>
        <DataBar page={page} total={data?.total} onInsert={insert} />
        {error ? (
          <Failed error={error} />
        ) : !data ? (
          <Loading />
        ) : data.rows.length === 0 ? (
          <NoRecords where={where} isSearched={page.words !== ''} />
        ) : (
          <RecordTable
            rows={data.rows}
            where={[api.name, collection.name]}
            keyName={collection.key}
            page={page}
            marks={marks}
            chosen={key}
            onChoose={chosen => {
              isInserting.value = false
              go({ id: [api.name, collection.name, chosen] })
            }}
          />
        )}
      </section>
      {isOpen && (
        <RecordPanel
          key={isInserting.value ? 'new' : key}
          where={where}
          keyName={collection.key}
          id={isInserting.value ? null : key!}
          described={described}
          samples={data?.rows ?? []}
          onClose={close}
        />
      )}
    </div>
  )
}
