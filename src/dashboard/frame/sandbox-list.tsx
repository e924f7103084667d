import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Pill } from '../parts/marks.tsx'
import { useWindow } from '../parts/window.ts'
import { hrefOf, place } from '../state/address.ts'
import { listOpen } from '../state/list-open.ts'
import { holdOrder, type ListedSandbox, sandboxes } from '../state/sandboxes.ts'
import { count, number, say } from '../words/say.ts'
import { NewSandbox } from './new-sandbox.tsx'

const ROW = 52

export function SandboxList() {
  const words = useSignal('')
  const isMaking = useSignal(false)
  const all = sandboxes.value ?? []
  const found = all.filter(({ id }) => id.includes(words.value.trim().toLowerCase()))
  return (
    <nav aria-label={say('Sandboxes')} id="sandboxes" class={listOpen.value ? 'sandboxes open' : 'sandboxes'}>
      <div class="sandboxes-head">
        <h2>
          {say('Sandboxes')} <span class="muted">{number(all.length)}</span>
        </h2>
        <button type="button" onClick={() => (isMaking.value = true)}>
          {say('New sandbox')}
        </button>
      </div>
      <input
        type="search"
        aria-label={say('Filter sandboxes')}
        placeholder={say('Filter sandboxes')}
        value={words.value}
        onInput={event => (words.value = event.currentTarget.value)}
      />
      <List found={found} />
      {isMaking.value && <NewSandbox onClose={() => (isMaking.value = false)} />}
    </nav>
  )
}

function List({ found }: { readonly found: readonly ListedSandbox[] }) {
  const box = useRef<HTMLDivElement>(null)
  const { from, to } = useWindow(box, found.length, ROW)
  return (
    <div
      class="sandboxes-list"
      ref={box}
      onPointerEnter={() => holdOrder(true)}
      onPointerLeave={() => holdOrder(false)}
      onFocusIn={() => holdOrder(true)}
      onFocusOut={() => holdOrder(false)}
    >
      {found.length === 0 && sandboxes.value !== null && <p class="muted">{say('No sandbox has this name.')}</p>}
      <ul style={{ height: `${found.length * ROW}px` }}>
        {found.slice(from, to).map((sandbox, index) => (
          <li key={sandbox.id} style={{ top: `${(from + index) * ROW}px` }}>
            <Item sandbox={sandbox} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Item({ sandbox }: { readonly sandbox: ListedSandbox }) {
  const { id, scenario, requests, violations, faults, held } = sandbox
  const isOpen = place.value.sandbox === id
  return (
    <a
      href={hrefOf({ sandbox: id, filter: place.value.view === 'journal' ? place.value.filter : '' })}
      aria-current={isOpen ? 'page' : undefined}
      onClick={() => (listOpen.value = false)}
    >
      <span class="name">{id}</span>
      <span class="count" title={count(requests, 'request')}>
        {number(requests)}
        <span class="unseen"> {say('requests')}</span>
      </span>
      <span class="scenario muted">{scenario}</span>
      <span class="marks">
        {violations > 0 && <Pill mark="violation" />}
        {faults > 0 && <Pill mark="fault" />}
        {held > 0 && <Pill mark="held" />}
      </span>
    </a>
  )
}
