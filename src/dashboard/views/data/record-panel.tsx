import { useSignal } from '@preact/signals'
import type { DataRecord } from '../../../client/types.ts'
import { Code } from '../../parts/code.tsx'
import { Confirm } from '../../parts/dialog.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { go } from '../../state/address.ts'
import { beat } from '../../state/beats.ts'
import { useLoaded } from '../../state/loaded.ts'
import { tell, tellError } from '../../state/notices.ts'
import type { DescribedCollection } from '../../state/openapi.ts'
import { ask } from '../../state/server.ts'
import { say } from '../../words/say.ts'
import { RecordFields } from './record-fields.tsx'
import { RecordForm } from './record-form.tsx'
import { recordsPath, type Where } from './use-records.ts'

export interface RecordPanelProps {
  readonly where: Where
  readonly keyName: string
  /** null: a new one. */
  readonly id: string | null
  readonly described: DescribedCollection | undefined
  /** Records of the same kind, where no schema tells its fields. */
  readonly samples: readonly DataRecord[]
  readonly onClose: () => void
}

/** One record: its fields, as a form, and as JSON. */
export function RecordPanel({ where, keyName, id, described, samples, onClose }: RecordPanelProps) {
  const path = recordsPath(where)
  const own = id === null ? null : `${path}/${encodeURIComponent(id)}`
  const { data: record, error } = useLoaded<DataRecord>(own, ['change'])
  const isEditing = useSignal(id === null)
  const isJson = useSignal(false)
  const saved = (after: DataRecord): void => {
    tell(say('Saved'))
    beat('change')
    if (id === null) onClose()
    else isEditing.value = false
    go({ id: [where.api, where.collection, String(after[keyName])] })
  }
  return (
    <section class="entry record" aria-label={say('Record')}>
      <button type="button" class="quiet close" aria-label={say('Close')} onClick={onClose}>
        ×
      </button>
      <header>
        <h2>
          <span class="muted">{where.collection}</span> <bdi>{id ?? say('new')}</bdi>
        </h2>
        <div class="group">
          {id !== null && record && !isEditing.value && (
            <>
              <button type="button" onClick={() => (isEditing.value = true)}>
                {say('Edit')}
              </button>
              <Remove path={own!} name={`${where.collection} ${id}`} onDone={onClose} />
            </>
          )}
          <button type="button" aria-pressed={isJson.value} onClick={() => (isJson.value = !isJson.value)}>
            JSON
          </button>
        </div>
      </header>
      {isEditing.value && (id === null || record) ? (
        <RecordForm
          key={String(isJson.value)}
          path={path}
          keyName={keyName}
          record={record ?? null}
          described={described}
          samples={samples}
          isJson={isJson.value}
          onSaved={saved}
          onCancel={() => (id === null ? onClose() : (isEditing.value = false))}
        />
      ) : record ? (
        isJson.value ? (
          <Code text={JSON.stringify(record, null, 2)} label="JSON" />
        ) : (
          <RecordFields record={record} api={where.api} references={described?.references ?? {}} />
        )
      ) : error ? (
        <Failed error={error} missing={say('This record does not exist')} />
      ) : (
        <Loading />
      )}
    </section>
  )
}

interface RemoveProps {
  readonly path: string
  readonly name: string
  readonly onDone: () => void
}

function Remove({ path, name, onDone }: RemoveProps) {
  const isAsking = useSignal(false)
  const remove = (): void => {
    ask(`DELETE ${path}`).then(() => {
      tell(say('Deleted'))
      beat('change')
      onDone()
    }, tellError)
  }
  return (
    <>
      <button type="button" class="danger" onClick={() => (isAsking.value = true)}>
        {say('Delete')}
      </button>
      {isAsking.value && (
        <Confirm
          title={say('Delete {name}?', { name })}
          text={say('Records that belong to it are removed too, where the API removes them.')}
          verb={say('Delete')}
          onConfirm={remove}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </>
  )
}
