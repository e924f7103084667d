import { shorten } from './shorten.ts'
/** By which rule of PHP something that was sent is lost; `replaced`: a later value of its name has taken its place. */
export type DropRule =
  | 'max_input_vars'
  | 'max_input_nesting_level'
  | 'max_file_uploads'
  | 'max_multipart_body_parts'
  | 'file-size'
  | 'name'
  | 'replaced'
  | 'charset'
  | 'part'
  | 'more'

/** Something that was sent and that PHP does not hand on. */
export interface Dropped {
  /** As it was sent, decoded; cut after 200 characters. */
  readonly name: string
  readonly rule: DropRule
  readonly why: string
}

/** What is lost, told one by one up to a bound: a hostile body must not fill the journal. */
export class Drops {
  readonly #list: Dropped[] = []
  #more = 0

  add(rule: DropRule, name: string, why: string): void {
    if (this.#list.length >= 100) this.#more++
    else this.#list.push({ name: shorten(name, 200), rule, why })
  }

  all(): Dropped[] {
    if (this.#more === 0) return this.#list
    return [...this.#list, { name: '', rule: 'more', why: `${this.#more} more are lost in the same ways` }]
  }
}
