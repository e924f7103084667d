import { endOfString, unescaped } from './json-text.ts'

/** Where a form comes as a list of fields, `{"name": "password", "value": …}`: what says how one is called. */
const SAYS_NAME = /^(?:name|key|field|id)$/i
/** And what says its value. */
const SAYS_VALUE = /^(?:value|val|content|text)$/i
/** Letters between the two at most. */
const NEAR = 500

interface Place {
  readonly from: number
  readonly to: number
}

/** The fields of such a list, as their names come one after another. */
export class ListedFields {
  readonly #text: string
  readonly #isSecret: (name: string) => boolean
  /** The value that was said last. */
  #value: Place | undefined
  /** Where the name of a secret field ended, whose value did not come yet. */
  #named: number | undefined

  constructor(text: string, isSecret: (name: string) => boolean) {
    this.#text = text
    this.#isSecret = isSecret
  }

  /**
   * Told of a name; gives the value that came before it, where it calls its field by a secret name.
   *
   * @param at where the name begins
   * @param from where its value does
   */
  secretBefore(name: string, at: number, from: number): Place | undefined {
    const saysName = SAYS_NAME.test(name)
    if (!(saysName || SAYS_VALUE.test(name)) || this.#text[from] !== '"') return undefined
    const value = { from, to: endOfString(this.#text, from) }
    if (!saysName) {
      this.#value = value
      return undefined
    }
    this.#named = undefined
    if (!this.#isSecretName(value)) return undefined
    if (this.#value && this.#isBeside(this.#value.to, at)) return this.#value
    this.#named = value.to
    return undefined
  }

  /** Whether what follows is the value of a field that was called by a secret name before. */
  isSecretValue(name: string, at: number): boolean {
    return SAYS_VALUE.test(name) && this.#named !== undefined && this.#isBeside(this.#named, at)
  }

  /** A secret's name is a word; what has blanks is a title, whatever it tells of. */
  #isSecretName({ from, to }: Place): boolean {
    if (to - from > NEAR) return false
    const name = unescaped(this.#text.slice(from + 1, to - 1))
    return /^\S+$/.test(name) && this.#isSecret(name)
  }

  /** Whether nothing but other fields of one object lies between two places. */
  #isBeside(from: number, to: number): boolean {
    return to - from <= NEAR && !/[{}]/.test(this.#text.slice(from, to))
  }
}
