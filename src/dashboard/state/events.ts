/** One server-sent event. */
export interface ServerEvent {
  readonly id: number | undefined
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Reads a stream of server-sent events, which `EventSource` cannot: it sends no token. Ends with the stream. */
export async function* eventsOf(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<ServerEvent[]> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    alive()
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop()!
    const events = blocks.flatMap(eventOf)
    if (events.length > 0) yield events
  }
}

function eventOf(block: string): ServerEvent[] {
  const fields: Record<string, string> = {}
  for (const line of block.split('\n')) {
    const at = line.indexOf(':')
    if (at > 0) fields[line.slice(0, at)] = line.slice(at + 1).trimStart()
  }
  if (fields.event === undefined) return []
  const id = fields.id === undefined ? undefined : Number(fields.id)
  return [{ id, name: fields.event, data: fields.data ? JSON.parse(fields.data) : {} }]
}
