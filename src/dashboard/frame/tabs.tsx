import { useEffect, useRef } from 'preact/hooks'
import { hrefOf, place, VIEWS, type View } from '../state/address.ts'
import { type Phrase, say } from '../words/say.ts'

const NAMES: Readonly<Record<View, Phrase>> = {
  journal: 'Journal',
  data: 'Data',
  changes: 'Changes',
  faults: 'Faults',
  readings: 'Readings',
  coverage: 'Coverage',
  api: 'API',
}

/** The views. Tab goes to the one that is open, arrows to its neighbours. */
export function Tabs() {
  const { view } = place.value
  const chosen = useRef<HTMLAnchorElement>(null)
  // On a narrow screen there is not room for all.
  useEffect(() => chosen.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [view])
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const tabs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')]
    const at = tabs.indexOf(event.target as HTMLElement)
    const next = tabs[(at + step + tabs.length) % tabs.length]!
    next.focus()
    next.click()
  }
  return (
    <div role="tablist" aria-label={say('Views')} class="tabs" onKeyDown={move}>
      {VIEWS.map(name => (
        <a
          key={name}
          ref={name === view ? chosen : undefined}
          role="tab"
          id={`tab-${name}`}
          href={hrefOf({ view: name, id: [], filter: '' })}
          aria-selected={name === view}
          aria-controls={name === view ? 'panel' : undefined}
          tabIndex={name === view ? 0 : -1}
        >
          {say(NAMES[name])}
        </a>
      ))}
    </div>
  )
}
