/** SalesMan's «Error»: a code of its documentation and, where a client is there already, its `clid`. */
export class SalesManError extends Error {
  readonly code: number
  readonly clid: number | undefined

  constructor(code: number, text: string, clid: number | undefined) {
    super(`SalesMan ${code}: ${text}`)
    this.code = code
    this.clid = clid
  }
}

export interface ClientFields {
  title: string
  uid?: string
  phone?: string
  mail_url?: string
}

interface Answer {
  readonly data?: number
  readonly error?: { readonly code: number; readonly text: string }
}

/** The two calls of SalesMan that the sync needs. */
export class SalesMan {
  readonly #baseUrl: string
  readonly #headers: Readonly<Record<string, string>>

  constructor(baseUrl: string, account: { apikey: string; login: string }) {
    this.#baseUrl = baseUrl
    this.#headers = { 'content-type': 'application/json', ...account }
  }

  /** @throws {SalesManError} 406 with the `clid` of the client that is there already */
  async add(fields: ClientFields): Promise<number> {
    return (await this.#ask('add', fields)).data!
  }

  async update(clid: number, fields: Partial<ClientFields>): Promise<void> {
    await this.#ask('update', { clid, ...fields })
  }

  async #ask(action: string, parameters: object): Promise<Answer> {
    const response = await fetch(`${this.#baseUrl}/client/${action}`, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify(parameters),
    })
    const answer = (await response.json()) as Answer
    if (answer.error) throw new SalesManError(Number(answer.error.code), answer.error.text, answer.data)
    return answer
  }
}
