import { useSignal } from '@preact/signals'
import type { RecordChange } from '../../client/types.ts'
import { Confirm } from '../parts/dialog.tsx'
import { place } from '../state/address.ts'
import { listOpen } from '../state/list-open.ts'
import { type Link, link } from '../state/live.ts'
import { tell, tellError } from '../state/notices.ts'
import { ask, under } from '../state/server.ts'
import { lang, setLang, setTheme, theme } from '../state/settings.ts'
import { count, say } from '../words/say.ts'
import { ClockBar } from './clock-bar.tsx'

/** @param isThere whether the sandbox is there: of one that is not, nothing can be asked */
export function TopBar({ isThere }: { readonly isThere: boolean }) {
  const { sandbox } = place.value
  return (
    <header class="top">
      <h1>
        <span class="brand">Poligon</span>
        <button
          type="button"
          class="list-toggle"
          aria-expanded={listOpen.value}
          aria-controls="sandboxes"
          onClick={() => (listOpen.value = !listOpen.value)}
        >
          {say('Sandboxes')}
        </button>
        <span class="sandbox-name" title={sandbox}>
          {sandbox}
        </span>
      </h1>
      {isThere && <ClockBar key={sandbox} />}
      {isThere && <Reset />}
      <div class="own">
        <LinkState state={link.value} />
        <button type="button" class="quiet" lang={lang.value === 'en' ? 'ru' : 'en'} onClick={switchLang}>
          {lang.value === 'en' ? 'Русский' : 'English'}
        </button>
        <button type="button" class="quiet" onClick={switchTheme}>
          {theme.value === 'dark' ? say('Light') : say('Dark')}
        </button>
      </div>
    </header>
  )
}

const switchLang = (): void => setLang(lang.value === 'en' ? 'ru' : 'en')
const switchTheme = (): void => setTheme(theme.value === 'dark' ? 'light' : 'dark')

function LinkState({ state }: { readonly state: Link }) {
  return (
    <span class={`link ${state.split(' ').at(-1)}`} role="status">
      {say(state)}
    </span>
  )
}

/** Asks first where something would be lost. */
function Reset() {
  const { sandbox } = place.value
  const changed = useSignal(0)
  const reset = (): void => {
    ask(`POST ${under(sandbox, 'reset')}`, {}).then(() => tell(say('Back at the start')), tellError)
  }
  const start = (): void => {
    ask<{ changes: RecordChange[] }>(`GET ${under(sandbox, 'changes')}`).then(({ changes }) => {
      changed.value = changes.length
      if (changes.length === 0) reset()
    }, tellError)
  }
  return (
    <>
      <button type="button" onClick={start}>
        {say('Reset')}
      </button>
      {changed.value > 0 && (
        <Confirm
          title={say('Reset {sandbox}?', { sandbox })}
          text={say('{n} since the start are lost, and the journal is emptied.', { n: count(changed.value, 'change') })}
          verb={say('Reset')}
          onConfirm={reset}
          onClose={() => (changed.value = 0)}
        />
      )}
    </>
  )
}
