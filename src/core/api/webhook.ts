/** A request that an API sends by itself, once what its handler wrote has held. */
export interface Webhook {
  /** An http or https address on this machine, or of a host that `--allow-webhooks` names. */
  readonly url: string
  /** Default: POST. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A text goes as it is, anything else as JSON. */
  readonly body?: unknown
  /** Seconds of the sandbox's clock from one attempt to the next, while none is answered 200 to 299. Default: it is not sent again. */
  readonly retry?: readonly number[]
}
