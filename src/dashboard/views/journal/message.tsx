import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { JournalEntry } from '../../../client/types.ts'
import { Code, isJsonText, pretty, sayBytes } from '../../parts/code.tsx'
import { readable } from '../../state/filter.ts'
import { say } from '../../words/say.ts'

export interface MessageProps {
  readonly title: string
  readonly url?: string | null
  readonly headers: JournalEntry['headers']
  readonly body: string
}

/** A request or an answer: what its address says, its headers, its body. */
export function Message({ title, url, headers, body }: MessageProps) {
  const isRaw = useSignal(false)
  const id = useId()
  const isForm = isFormText(headers, body)
  return (
    <section class="part" aria-labelledby={id}>
      <div class="part-head">
        <h3 id={id}>{title}</h3>
        {body !== '' && <span class="muted">{sayBytes(new TextEncoder().encode(body).length)}</span>}
        {(isForm || isJsonText(body)) && (
          <button type="button" class="quiet" aria-pressed={isRaw.value} onClick={() => (isRaw.value = !isRaw.value)}>
            {say('Raw')}
          </button>
        )}
      </div>
      {url && <Query url={url} />}
      <HeaderList headers={headers} />
      {body === '' ? (
        <p class="muted">{say('No body')}</p>
      ) : isForm && !isRaw.value ? (
        <Pairs text={body} />
      ) : (
        <Code text={isJsonText(body) && !isRaw.value ? pretty(body) : body} label={title} />
      )}
    </section>
  )
}

/** Beyond so many letters a form is shown as it came. */
const LONGEST_FORM = 20_000

/** Whether it is a form that can be read: percent encoding says nothing of another charset. */
function isFormText(headers: MessageProps['headers'], body: string): boolean {
  const type = [headers['content-type'] ?? ''].flat().join()
  return (
    /^application\/x-www-form-urlencoded *(;(?! *charset=(?!"?utf-8))|$)/i.test(type) && body.length <= LONGEST_FORM
  )
}

function Query({ url }: { readonly url: string }) {
  const search = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  return search === '' ? null : <Pairs text={search} />
}

/** `name=value&…`, decoded. */
function Pairs({ text }: { readonly text: string }) {
  return (
    <dl class="pairs">
      {text.split('&').map((pair, index) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s)
        return <Pair key={index} name={readable(name)} value={readable(value)} />
      })}
    </dl>
  )
}

function HeaderList({ headers }: Pick<MessageProps, 'headers'>) {
  const pairs = Object.entries(headers)
  if (pairs.length === 0) return null
  return (
    <details class="headers">
      <summary>
        {say('Headers')} <span class="muted">{pairs.length}</span>
      </summary>
      <dl class="pairs">
        {pairs.map(([name, value]) => (
          <Pair key={name} name={name} value={[value ?? []].flat().join(', ')} />
        ))}
      </dl>
    </details>
  )
}

function Pair({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  )
}
