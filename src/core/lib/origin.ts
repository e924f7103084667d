export interface OriginOptions {
  /** The address that its operator gave, without a slash at its end. */
  readonly publicUrl?: string | undefined
  /** What the server speaks. Default: http. */
  readonly scheme?: 'http' | 'https'
}

/**
 * Where a client reaches the server: the address that its operator gave, else the host that the request names. What
 * `X-Forwarded-*` says is not asked: anybody can send it.
 */
export const originOf = (host: string | undefined, { publicUrl, scheme = 'http' }: OriginOptions): string =>
  publicUrl ?? `${scheme}://${host ?? 'localhost'}`
