import { shorten } from './shorten.ts'

/** Letters of a text that a line has room for. */
export const LONGEST = 160

/** What a client sent may not steer the terminal. */
export const plain = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·')

/** A path without the sandbox that stands before it, readable where it can be. */
export function readablePath(url: string): string {
  const path = url.replace(/^\/~[^/?]+/, '') || '/'
  try {
    return plain(shorten(decodeURI(path), LONGEST))
  } catch {
    return plain(shorten(path, LONGEST))
  }
}
