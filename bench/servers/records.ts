import { readFileSync } from 'node:fs'

/** What the floors answer with: prepared, and without state. */
export const [port, file] = [Number(process.argv[2]), process.argv[3]!]
export const rows: { id: number; name: string }[] = JSON.parse(readFileSync(file, 'utf8'))
export const byId = new Map(rows.map(row => [String(row.id), row]))
export const page = rows.slice(0, 10)
