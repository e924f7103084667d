import type { IncomingHttpHeaders } from 'node:http'

export interface OriginOptions {
  /** The address that its operator gave, without a slash at its end. */
  readonly publicUrl?: string | undefined
  /** What the server speaks. Default: http. */
  readonly scheme?: 'http' | 'https'
}

/**
 * Where whoever sent a request reaches the server: the address that its operator gave, else the host that the request
 * names. What `X-Forwarded-*` says is not asked: anybody can send it.
 */
export const originOf = (
  { headers }: { readonly headers: IncomingHttpHeaders },
  { publicUrl, scheme = 'http' }: OriginOptions,
): string => publicUrl ?? `${scheme}://${headers.host ?? 'localhost'}`
