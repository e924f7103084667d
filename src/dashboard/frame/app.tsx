import type { FunctionComponent } from 'preact'
import { place, type View } from '../state/address.ts'
import { helpShown } from '../state/keys.ts'
import { announcement, notice } from '../state/notices.ts'
import { sandboxes } from '../state/sandboxes.ts'
import { tokenAsked } from '../state/token.ts'
import { ApiView } from '../views/api/api-view.tsx'
import { ChangesView } from '../views/changes/changes-view.tsx'
import { CoverageView } from '../views/coverage/coverage-view.tsx'
import { RecordsView } from '../views/data/data-view.tsx'
import { FaultsView } from '../views/faults/faults-view.tsx'
import { JournalView } from '../views/journal/journal-view.tsx'
import { ReadingsView } from '../views/readings/readings-view.tsx'
import { Help } from './help.tsx'
import { NoSandbox } from './no-sandbox.tsx'
import { SandboxList } from './sandbox-list.tsx'
import { Tabs } from './tabs.tsx'
import { TokenPrompt } from './token-prompt.tsx'
import { TopBar } from './top-bar.tsx'

const SHOWN: Readonly<Record<View, FunctionComponent>> = {
  journal: JournalView,
  data: RecordsView,
  changes: ChangesView,
  faults: FaultsView,
  readings: ReadingsView,
  coverage: CoverageView,
  api: ApiView,
}

export function App() {
  const { sandbox, view } = place.value
  const list = sandboxes.value
  const isThere = list === null || list.some(({ id }) => id === sandbox)
  const Shown = SHOWN[view]
  return (
    <>
      <TopBar isThere={isThere} />
      <SandboxList />
      <main>
        <Tabs />
        <div role="tabpanel" id="panel" aria-labelledby={`tab-${view}`} class={`panel ${view}`}>
          {isThere ? <Shown key={`${sandbox} ${view}`} /> : <NoSandbox id={sandbox} />}
        </div>
      </main>
      <p role="status" class="unseen">
        {announcement.value}
      </p>
      <div class="notice" role={notice.value?.isBad ? 'alert' : 'status'}>
        {notice.value && (
          <p class={notice.value.isBad ? 'bad' : ''}>
            <bdi>{notice.value.text}</bdi>
          </p>
        )}
      </div>
      {helpShown.value && <Help />}
      {tokenAsked.value && <TokenPrompt why={tokenAsked.value} />}
    </>
  )
}
