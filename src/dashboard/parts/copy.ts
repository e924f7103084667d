import { tell, tellError } from '../state/notices.ts'
import { type Phrase, say } from '../words/say.ts'

/** Puts a text on the clipboard, and says so. */
export async function copy(text: string | Promise<string>, what: Phrase): Promise<void> {
  try {
    await write(await text)
    tell(say(what))
  } catch (error) {
    tellError(error)
  }
}

/** Browsers give the clipboard only to safe addresses; elsewhere a selection is copied, as by hand. */
async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'unseen'
  document.body.append(area)
  area.select()
  const isDone = document.execCommand('copy')
  area.remove()
  if (!isDone) throw new Error(say('The browser does not let this page copy.'))
}
