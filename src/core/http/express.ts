import { createRequire } from 'node:module'

/** Express by `require`: to import a CommonJS package makes Node read all of it twice, and a start would wait for that. */
export const express = createRequire(import.meta.url)('express') as typeof import('express')
