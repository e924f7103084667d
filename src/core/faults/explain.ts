import type { Delay, Fault } from './fault.ts'

/** A fault in one sentence. */
export function explain(fault: Fault): string {
  const { times, after = 0, probability } = fault
  const which = whichRequests(fault)
  const noun = isOfWebhooks(fault) ? 'webhook' : 'request'
  if (times === 0) return `No ${noun} ${which} is struck.`
  const many = times !== undefined && times > 1
  const chance = probability === undefined ? '' : ` with probability ${probability}`
  return `${struck(noun, which, after, times)}${chance} ${inWords(effects(fault, many))}.`
}

const isOfWebhooks = ({ match: { direction, url } = {} }: Fault): boolean =>
  direction === 'out' || (direction === undefined && url !== undefined && /^https?:/.test(url))

function struck(noun: string, which: string, after: number, times: number | undefined): string {
  if (after > 0) {
    const next = times === undefined ? 'every other' : times === 1 ? 'the next one' : `the next ${times}`
    return `After ${after} ${after === 1 ? noun : `${noun}s`} ${which}, ${next}`
  }
  if (times === undefined) return `Every ${noun} ${which}`
  return times === 1 ? `The next ${noun} ${which}` : `The next ${times} ${noun}s ${which}`
}

function whichRequests(fault: Fault): string {
  const { match: { api, operation, method, path, where, headers, url } = {}, quota } = fault
  const named = operation !== undefined && api !== undefined && !operation.startsWith(`${api} `) ? `${api} ` : ''
  const says = [
    isOfWebhooks(fault)
      ? `of ${api ?? 'any API'}`
      : `to ${operation === undefined ? (api ?? 'any API') : named + operation}`,
    url && `with the address ${url}`,
    method && `by ${method.toUpperCase()}`,
    path && `at ${path}`,
    where && `with ${JSON.stringify(where)}`,
    headers && `with the header${Object.keys(headers).length > 1 ? 's' : ''} ${inWords(headersInWords(headers))}`,
    quota && `beyond ${quota.limit} in ${typeof quota.window === 'number' ? `${quota.window}ms` : quota.window}`,
  ]
  return says.filter(Boolean).join(' ')
}

const headersInWords = (headers: Readonly<Record<string, string | number>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

function sayDelay(delay: Delay): string {
  if (typeof delay === 'number') return `${delay} ms`
  if ('min' in delay) return `${delay.min} to ${delay.max} ms`
  return `around ${delay.median} ms (lognormal, sigma ${delay.sigma})`
}

function effects(fault: Fault, many: boolean): string[] {
  const { quota, status = quota && 429, body, headers = {}, delayMs, bytesPerSecond, hold, abort } = fault
  const [be, has, s, it, its] = many ? ['are', 'have', '', 'they', 'their'] : ['is', 'has', 's', 'it', 'its']
  const names = Object.keys(headers)
  const aborts = {
    reset: `${has} ${its} connection reset`,
    empty: `${be} closed without an answer`,
    truncate: `${be} cut off in the middle of the body`,
    garbage: `get${s} bytes that are not HTTP`,
    hang: `${be} never answered`,
  }
  const isOut = isOfWebhooks(fault)
  const envelope = isOut
    ? `instead of ${its} receiver`
    : `${body === undefined ? 'in the vendor’s error envelope' : `with a body of ${its} own`}${quota ? ', with Retry-After' : ''}`
  const says = [
    delayMs && `wait${s} ${sayDelay(delayMs)}`,
    hold && `${be} held until ${it} ${be} released`,
    status !== undefined && `${be} answered ${status} ${envelope}`,
    status === undefined &&
      body !== undefined &&
      (isOut ? `${be} answered 200 ${envelope}` : `${be} served with another body`),
    names.length > 0 && `get${s} the header${names.length > 1 ? 's' : ''} ${names.join(', ')}`,
    bytesPerSecond && `${be} sent at ${bytesPerSecond} ${bytesPerSecond === 1 ? 'byte' : 'bytes'} a second`,
    abort && aborts[abort],
  ].filter(effect => typeof effect === 'string')
  return says.length > 0 ? says : [`${be} ${isOut ? 'sent' : 'served'} as usual`]
}

const inWords = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
