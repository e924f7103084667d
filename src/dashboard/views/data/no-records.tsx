import { ShellLine } from '../../parts/shell-line.tsx'
import { Empty } from '../../parts/state.tsx'
import { quoted } from '../../state/draft.ts'
import { adminUrl } from '../../state/server.ts'
import { say } from '../../words/say.ts'
import { recordsPath, type Where } from './use-records.ts'

export function NoRecords({ where, isSearched }: { readonly where: Where; readonly isSearched: boolean }) {
  if (isSearched) return <Empty title={say('No record contains these words')} />
  return (
    <Empty title={say('No records')}>
      <p>{say('Insert one here, through the API, or by a line:')}</p>
      <ShellLine
        line={`curl -H "content-type: application/json" -d "{}" ${quoted(`${adminUrl}${recordsPath(where)}`)}`}
      />
    </Empty>
  )
}
