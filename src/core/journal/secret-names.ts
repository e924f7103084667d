import { type CredentialPlace, placesOf } from '../api/credentials.ts'
import { ownText } from '../lib/own-text.ts'

/** Names that say by a part of themselves that a secret stands under them, without case and separators. */
const TELLING = /password|passwd|passphrase|secret|credential/
const TELLING_END = /(?:token|apikey|authkey|accesskey|privatekey|signingkey|sessionid|sessid)$/
const WELL_KNOWN = new Set(
  'authorization proxyauthorization authentication auth cookie setcookie pwd psw pass otp sid jwt'.split(' '),
)

type Credentials = Readonly<Record<string, readonly CredentialPlace[]>>

/** The names under which secrets stand: well-known ones, and those that the APIs of a server declare. */
export class SecretNames {
  readonly #declared: ReadonlySet<string>
  readonly #known = new Map<string, boolean>()

  /** @param apis every API of the server: what is a credential to one of them is one wherever it is sent */
  constructor(apis: readonly { readonly credentials: Credentials }[] = []) {
    const places = apis.flatMap(api => placesOf(api))
    this.#declared = new Set(places.flatMap(place => ('name' in place ? [plain(place.name)] : [])))
  }

  /** Whether a secret stands under a name, in a request. */
  has(name: string): boolean {
    if (name.length > LONGEST) return isTelling(plain(name.slice(0, LONGEST)))
    let known = this.#known.get(name)
    if (known === undefined) {
      if (this.#known.size >= REMEMBERED) this.#known.clear()
      const word = plain(name)
      this.#known.set(ownText(name), (known = this.#declared.has(word) || isTelling(word)))
    }
    return known
  }

  /** Whether a secret stands at a place such as `body.client.password`, or below it. */
  hasAt(place: string): boolean {
    return place.split(/[.[\]]/).some(name => this.has(name))
  }
}

const LONGEST = 100
const REMEMBERED = 1000

/** Whether a name tells of a secret by itself, whatever an API declares: in an answer too. */
export const isTellingName = (name: string): boolean => isTelling(plain(name.slice(0, LONGEST)))

const isTelling = (word: string): boolean => WELL_KNOWN.has(word) || TELLING.test(word) || TELLING_END.test(word)

const plain = (name: string): string => name.toLowerCase().replace(/[-_.\s]/g, '')
