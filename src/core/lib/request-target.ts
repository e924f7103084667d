/** What a request's target names. */
export interface RequestTarget {
  /** Host and port, where the target has them itself, as one to a proxy has. */
  readonly authority: string | undefined
  /** What stands before the API: `/~w1`, or ''. */
  readonly prefix: string
  /** The sandbox that it names. */
  readonly sandboxId: string | undefined
  /** The path as it came, without sandbox prefix and query. */
  readonly path: string
  /** The query string without its question mark. */
  readonly search: string
}

/** Takes a request's target apart, as it came: a path with a query, or one with scheme and host before them. */
export function targetOf(url: string): RequestTarget {
  const absolute = url.startsWith('/') ? null : /^[a-z]+:\/\/(?:[^/?]*@)?([^/?]*)/i.exec(url)
  const authority = absolute?.[1]
  const target = absolute ? url.slice(absolute[0].length).replace(/^(?!\/)/, '/') : url || '/'
  const at = target.indexOf('?')
  const whole = at < 0 ? target : target.slice(0, at)
  const search = at < 0 ? '' : target.slice(at + 1)
  // `/~w1/developer/v3/…`: the sandbox stands before the API.
  const tilde = whole[1] === '~' ? '/~' : /^\/%7e/i.exec(whole)?.[0]
  if (tilde === undefined) return { authority, prefix: '', sandboxId: undefined, path: whole, search }
  const end = whole.indexOf('/', 1)
  const prefix = end < 0 ? whole : whole.slice(0, end)
  return {
    authority,
    prefix,
    sandboxId: prefix.slice(tilde.length),
    path: end < 0 ? '/' : whole.slice(end),
    search,
  }
}
