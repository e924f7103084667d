/**
 * Where a client reaches the server: the address that its operator gave, else the host that the request names. What
 * `X-Forwarded-*` says is not asked: anybody can send it.
 *
 * @param publicUrl without a slash at its end
 */
export const originOf = (host: string | undefined, publicUrl: string | undefined): string =>
  publicUrl ?? `http://${host ?? 'localhost'}`
