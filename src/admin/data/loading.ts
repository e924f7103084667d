import { createRequire } from 'node:module'
import type { Work } from '../../core/lib/slices.ts'

const require = createRequire(import.meta.url)

/** The larger parts of what the console stands on. */
const PARTS = {
  express: ['qs', 'type-is', 'body-parser', 'send', 'accepts'],
  'json-server': ['express', 'lodash', 'errorhandler', 'compression', 'method-override'],
}

/** Loads Express and json-server part by part: at once they would hold everybody up for a tenth of a second. */
export function* loadingConsole(): Work<void> {
  for (const [name, parts] of Object.entries(PARTS)) {
    const requireOf = createRequire(require.resolve(name))
    for (const part of parts) {
      try {
        requireOf(part)
      } catch {
        // Another version of it may do without.
      }
      yield
    }
    require(name)
    yield
  }
}
