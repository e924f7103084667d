import { basename, dirname } from 'node:path'
import type { Disk } from './disk.ts'
import { decodeLine, readLines } from './lines.ts'

/** Gives a file another name, which says why and when. @returns its path */
export async function setAside(file: string, why: 'corrupt' | 'old', disk: Disk): Promise<string> {
  const aside = await freeName(`${file}.${why}`, disk)
  await disk.move(file, aside)
  return aside
}

/** Copies a file as it is, before a part of it goes. @returns the path of the copy */
export async function copyAside(file: string, disk: Disk): Promise<string> {
  const aside = await freeName(`${file}.corrupt`, disk)
  await disk.copy(file, aside)
  return aside
}

/** Copies the lines of one sandbox to a file of their own. @returns its path */
export async function setAsideSandbox(file: string, id: string, disk: Disk): Promise<string> {
  const aside = await freeName(`${file}.${encodeURIComponent(id).slice(0, 100)}.corrupt`, disk)
  const copy = await disk.open(aside, true)
  try {
    let at = 0
    for await (const { bytes } of readLines(disk.read(file))) {
      if (at > 0 && !isOf(bytes, id)) continue
      const line = Buffer.concat([bytes, Buffer.from('\n')])
      await copy.write(line, at)
      at += line.length
    }
    await copy.sync()
  } finally {
    await copy.close()
  }
  return aside
}

function isOf(line: Buffer, id: string): boolean {
  if (line.toString('utf8', 0, 500).startsWith(`{"sandbox":${JSON.stringify(id)},`)) return true
  return (decodeLine(line)?.value as { sandbox?: unknown } | null | undefined)?.sandbox === id
}

async function freeName(initialWorld: string, disk: Disk): Promise<string> {
  const name = `${initialWorld}-${new Date().toISOString().replaceAll(':', '-')}`
  const taken = new Set(await disk.names(dirname(name)))
  let free = name
  for (let i = 2; taken.has(basename(free)); i++) free = `${name}-${i}`
  return free
}

/** @param id of the sandbox; without one, it is the whole file */
export function unreadable(file: string, why: string, aside: string, id?: string): string {
  return id === undefined
    ? `Cannot read the database ${file}: ${why}. It was set aside as ${aside}; all sandboxes start over.`
    : `Cannot read sandbox ${JSON.stringify(id)} of the database ${file}: ${why}. It was set aside as ${aside}; the other sandboxes are as they were.`
}
