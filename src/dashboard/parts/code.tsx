import { useMemo, useState } from 'preact/hooks'
import { say } from '../words/say.ts'

/** Beyond so many letters the rest is shown when it is asked for. */
const SHOWN = 20_000
/** Beyond so many it is not coloured. */
const COLOURED = 60_000

/** A text that a client or a vendor wrote: letters only, its direction kept to itself. */
export function Code({ text, label }: { readonly text: string; readonly label: string }) {
  const [isWhole, setWhole] = useState(false)
  const part = isWhole ? text : text.slice(0, SHOWN)
  return (
    <figure class="code-block" aria-label={label}>
      <pre>{isJsonText(text) && part.length <= COLOURED ? <Coloured text={part} /> : <bdi>{part}</bdi>}</pre>
      {part.length < text.length && (
        <button type="button" onClick={() => setWhole(true)}>
          {say('Show all {size}', { size: sayBytes(text.length) })}
        </button>
      )}
    </figure>
  )
}

const TOKEN = /("(?:[^"\\]|\\.)*"?)(\s*:)?|\b(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)\b/g

function Coloured({ text }: { readonly text: string }) {
  const parts = useMemo(() => {
    const found = []
    let at = 0
    for (const { 0: whole, 1: quoted, 2: colon = '', 3: literal, index } of text.matchAll(TOKEN)) {
      if (index > at) found.push(<bdi>{text.slice(at, index)}</bdi>)
      if (quoted !== undefined) found.push(<bdi class={colon ? 'name' : 'string'}>{quoted}</bdi>, colon)
      else found.push(<span class="literal">{literal}</span>)
      at = index + whole.length
    }
    if (at < text.length) found.push(<bdi>{text.slice(at)}</bdi>)
    return found
  }, [text])
  return <>{parts}</>
}

/** JSON with an indent; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

export const isJsonText = (text: string): boolean => /^\s*[[{]/.test(text)

export function sayBytes(size: number): string {
  if (size < 1024) return `${size} B`
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} kB` : `${(size / 1024 / 1024).toFixed(1)} MB`
}
