/** Beyond this Node's own search looks at the same letters again and again where both texts repeat themselves. */
const LONGEST_NATIVE = 200

/** Where a text stands in another, in time that grows with both lengths added, whatever they say. */
export function* findText(text: string, sought: string): Generator<number> {
  if (sought.length > LONGEST_NATIVE) return yield* findLong(text, sought)
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) yield at
}

/** Knuth, Morris and Pratt's. */
function* findLong(text: string, sought: string): Generator<number> {
  if (sought.length > text.length) return
  const borders = bordersOf(sought)
  let matched = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    while (matched > 0 && letter !== sought.charCodeAt(matched)) matched = borders[matched - 1]!
    if (letter === sought.charCodeAt(matched)) matched++
    if (matched === sought.length) {
      yield at + 1 - matched
      matched = 0
    }
  }
}

/** How much of the beginning of a text each beginning of it ends with. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length)
  let matched = 0
  for (let at = 1; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    while (matched > 0 && letter !== text.charCodeAt(matched)) matched = borders[matched - 1]!
    if (letter === text.charCodeAt(matched)) matched++
    borders[at] = matched
  }
  return borders
}
