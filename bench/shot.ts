/** A request as the bench writes it. */
export interface Shot {
  method: string
  path: string
  headers?: Record<string, string>
  body?: unknown
}

export interface Job {
  port: number
  /** Sent in turn. */
  shots: readonly Shot[]
  connections: number
  seconds: number
}

export interface Figures {
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  longest: number
  /** p50 of each of the shots, where there are few. */
  each: number[]
  requests: number
  /** Answers that were not 2xx, and connections that broke. */
  failed: number
}

/** A request as it goes over the wire. */
export const bytesOf = ({ method, path, headers = {}, body }: Shot): Buffer => {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Accept: application/json']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body !== undefined) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`)
}
