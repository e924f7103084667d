/** Whether the first bytes of a connection are a TLS hello: a record of type 22, of version 3. */
export const isTlsHello = (bytes: Buffer | undefined): boolean => bytes?.[0] === 0x16 && bytes[1] === 0x03

/** Says a thing at once, and again only after `pause` milliseconds: browsers try the same many times. */
export function sparingly(say: (line: string) => void, pause = 10_000, now = () => performance.now()) {
  const said = new Map<string, number>()
  return (line: string): void => {
    const last = said.get(line)
    if (last !== undefined && now() - last < pause) return
    said.set(line, now())
    say(line)
  }
}
