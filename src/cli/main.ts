#!/usr/bin/env node
// cli: the command.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../core/lib/package-root.ts'
import { program } from './program.ts'
import { report } from './report.ts'

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }

// Who reads the output may go away, as `head` does; a server goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const command = program(version)
try {
  await command.parseAsync()
} catch (error) {
  process.exitCode = await report(error, command)
}
