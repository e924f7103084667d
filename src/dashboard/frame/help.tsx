import { Dialog } from '../parts/dialog.tsx'
import { helpShown } from '../state/keys.ts'
import { type Phrase, say } from '../words/say.ts'

const ROWS: readonly (readonly [keys: readonly string[], text: Phrase])[] = [
  [['j', 'k'], 'Next and previous entry'],
  [['/'], 'Filter'],
  [['p'], 'Pause the journal, or go on'],
  [['.'], 'Copy the entry as curl'],
  [['g', 'j'], 'Journal'],
  [['g', 'd'], 'Data'],
  [['g', 'c'], 'Changes'],
  [['g', 'f'], 'Faults'],
  [['g', 'r'], 'Readings'],
  [['g', 'o'], 'Coverage'],
  [['g', 'a'], 'API'],
  [['Esc'], 'Close'],
  [['?'], 'These keys'],
]

export function Help() {
  const close = (): void => {
    helpShown.value = false
  }
  return (
    <Dialog title={say('Keys')} onClose={close}>
      <table class="keys">
        <tbody>
          {ROWS.map(([keys, text]) => (
            <tr key={text}>
              <td>
                {keys.map(key => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </td>
              <th scope="row">{say(text)}</th>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="actions">
        <button type="button" onClick={close}>
          {say('Close')}
        </button>
      </div>
    </Dialog>
  )
}
