import { Command } from 'commander'
import { texts } from '../language.ts'

export function docsCommand(): Command {
  return new Command('docs').description(texts.commands.docs).argument('<api>', texts.args.docs).action(print)
}

async function print(name: string): Promise<void> {
  const [{ chosen }, { apiPage }] = await Promise.all([import('../apis.ts'), import('./api-page.ts')])
  const [api] = await chosen(name)
  console.log(apiPage(api!, `npx poligon docs ${api!.name}`).trimEnd())
}
