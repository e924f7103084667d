import type { Fault } from './fault.ts'

/** A fault in one sentence. */
export function explain(fault: Fault): string {
  const { times, after = 0, probability } = fault
  const many = times !== undefined && times > 1
  const requests = `${many || after > 1 ? 'requests' : 'request'} ${whichRequests(fault)}`
  const struck =
    after > 0
      ? `After ${after} ${requests}, ${times === undefined ? 'every other' : many ? `the next ${times}` : 'the next one'}`
      : times === undefined
        ? `Every ${requests}`
        : `The next ${many ? `${times} ` : ''}${requests}`
  const chance = probability === undefined ? '' : ` with probability ${probability}`
  return `${struck}${chance} ${joined(effects(fault, many))}.`
}

function whichRequests({ match: { api, operation, method, path, where } = {} }: Fault): string {
  const named = operation !== undefined && api !== undefined && !operation.startsWith(`${api} `) ? `${api} ` : ''
  const says = [
    `to ${operation === undefined ? (api ?? 'any API') : named + operation}`,
    method && `by ${method.toUpperCase()}`,
    path && `at ${path}`,
    where && `with ${JSON.stringify(where)}`,
  ]
  return says.filter(Boolean).join(' ')
}

function effects({ status, body, headers = {}, delayMs, hold, abort }: Fault, many: boolean): string[] {
  const [be, has, s, it, its] = many ? ['are', 'have', '', 'they', 'their'] : ['is', 'has', 's', 'it', 'its']
  const names = Object.keys(headers)
  const aborts = {
    reset: `${has} ${its} connection reset`,
    empty: `${be} closed without an answer`,
    truncate: `${be} cut off in the middle of the body`,
    garbage: `get${s} bytes that are no HTTP`,
    hang: `${be} never answered`,
  }
  const envelope = body === undefined ? 'in the vendor’s error envelope' : `with a body of ${its} own`
  const says = [
    delayMs && `wait${s} ${delayMs} ms`,
    hold && `${be} held until ${it} ${be} released`,
    status !== undefined && `${be} answered ${status} ${envelope}`,
    status === undefined && body !== undefined && `${be} served with another body`,
    names.length > 0 && `get${s} the header${names.length > 1 ? 's' : ''} ${names.join(', ')}`,
    abort && aborts[abort],
  ].filter(effect => typeof effect === 'string')
  return says.length > 0 ? says : [`${be} served as ever`]
}

const joined = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
