import { spawn } from 'node:child_process'
import { texts } from '../language.ts'
import type { CommandWork } from './command.ts'

/** The dashboard in the browser; its address is printed in any case. */
export const openDashboard: CommandWork<object> = async ({ connection, box }) => {
  const url = `${connection.url}/__admin/ui#/${box.id}/journal`
  console.log(texts.running.opening(url))
  const [program, ...args] = openerOf(process.platform, process.env.BROWSER)
  await new Promise<void>(resolve => {
    const child = spawn(program!, [...args, url], { detached: true, stdio: 'ignore' })
    child.once('error', () => {
      console.log(texts.running.cannotOpen)
      resolve()
    })
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

/** What opens an address, and what it is told before it. Nothing goes through a shell. */
export function openerOf(platform: NodeJS.Platform, browser: string | undefined): string[] {
  if (browser) return [browser]
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return ['xdg-open']
}
