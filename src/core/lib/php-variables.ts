import { PhpArray, type PhpParams } from './php-array.ts'
import type { Drops } from './php-dropped.ts'
import { shorten } from './shorten.ts'

/** PHP's `max_input_nesting_level`, which nobody raises. */
const MAX_DEPTH = 64

/** A white space of C's `isspace`. */
export const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

/** The variables of a request, registered one by one as PHP's `php_register_variable_ex` does: main/php_variables.c. */
export class PhpVariables {
  readonly #root = new PhpArray()
  readonly #drops: Drops

  /** @param already plain names that came before */
  constructor(drops: Drops, already?: PhpParams) {
    this.#drops = drops
    for (const name in already) this.#root.set(name, already[name] as string)
  }

  /** @param sent a name with its brackets, decoded; what of it is lost is told by the same name */
  register(sent: string, value: string): void {
    const zero = sent.indexOf('\0')
    const name = (zero === -1 ? sent : sent.slice(0, zero)).replace(/^ +/, '')
    const open = name.indexOf('[')
    const head = underscored(open === -1 ? name : name.slice(0, open))
    if (head === '') {
      this.#drops.add('name', sent, 'A parameter without a name is lost')
      return
    }
    if (zero !== -1) this.#drops.add('name', sent, 'What follows a zero byte in a name is lost')
    if (open === -1) this.#put(this.#root, head, value, name, sent)
    else this.#putDeep(head, name, open, value, sent)
  }

  #putDeep(head: string, name: string, open: number, value: string, sent: string): void {
    let within = this.#root
    let key: string | undefined = head
    for (let level = 1; ; level++) {
      if (level > MAX_DEPTH) {
        this.#root.items.delete(head)
        const why = `A name with more than ${MAX_DEPTH} brackets is lost, and all that came before under “${shorten(head, 40)}”`
        this.#drops.add('max_input_nesting_level', sent, `${why} (max_input_nesting_level)`)
        return
      }
      const start = open + 1
      const isAppend = name[isSpace(name.charCodeAt(start)) ? start + 1 : start] === ']'
      const close = name.indexOf(']', start)
      if (close === -1) {
        // Only a name's own bracket becomes a part of it: that of a key is lost.
        if (level === 1) key = `${head}_${underscored(name.slice(start)).split('[').join('_')}`
        else this.#drops.add('name', sent, 'What follows a bracket that is not closed is lost')
        break
      }
      const inner = this.#arrayAt(within, key, name, sent)
      if (inner === undefined) return
      within = inner
      key = isAppend ? undefined : name.slice(start, close)
      open = close + 1
      if (name[open] === '[') continue
      if (open < name.length) this.#drops.add('name', sent, 'What follows the last bracket of a name is lost')
      break
    }
    this.#put(within, key, value, name, sent)
  }

  #arrayAt(within: PhpArray, key: string | undefined, name: string, sent: string): PhpArray | undefined {
    const taken = this.#keyIn(within, key, name, sent)
    if (taken === undefined) return undefined
    const there = within.items.get(taken)
    if (there instanceof PhpArray) return there
    if (there !== undefined) this.#replaced(sent)
    const made = new PhpArray()
    within.set(taken, made)
    return made
  }

  #put(within: PhpArray, key: string | undefined, value: string, name: string, sent: string): void {
    const taken = this.#keyIn(within, key, name, sent)
    if (taken === undefined) return
    const there = within.items.get(taken)
    if (there !== undefined && there !== value) this.#replaced(sent)
    within.set(taken, value)
  }

  /** The key itself, or what `[]` stands for; undefined where the variable is refused. */
  #keyIn(within: PhpArray, key: string | undefined, name: string, sent: string): string | undefined {
    if (key === undefined) {
      const next = within.nextKey()
      if (next === undefined) this.#drops.add('name', sent, 'No index is left for [] after the largest integer')
      return next
    }
    // PHP takes it; whoever copies an object by its names would set a prototype with it.
    if (key === '__proto__') {
      this.#drops.add('name', sent, 'A parameter named __proto__ is not taken')
      return undefined
    }
    const prefix = RESERVED.find(reserved => key.startsWith(reserved) && !name.startsWith(reserved))
    if (prefix !== undefined) this.#drops.add('name', sent, `A name that only becomes one with “${prefix}” is lost`)
    return prefix === undefined ? key : undefined
  }

  #replaced(sent: string): void {
    this.#drops.add('replaced', sent, 'Sent more than once: an earlier value is lost, the last one counts')
  }

  /** All of them; no more may be registered after. */
  params(): PhpParams {
    return this.#root.map()
  }
}

/** What cookies must not get by PHP's renaming; it asks of parameters the same. */
const RESERVED = ['__Host-', '__Secure-']

const underscored = (text: string): string =>
  /[ .]/.test(text) ? text.split(' ').join('_').split('.').join('_') : text
