import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a database that can be made slow, keep what comes until later, or swallow it. */
export class TcpProxy {
  readonly #server: Server
  readonly #lines = new Set<Socket>()
  readonly #kept: (() => void)[] = []
  /** Milliseconds that each direction takes. */
  delay = 0
  /** Whether the way leads nowhere, and nobody is told: a line on which something is lost stays dead. */
  swallows = false
  #keeps = false

  private constructor(server: Server) {
    this.#server = server
  }

  static async to(port: number): Promise<TcpProxy> {
    const server = createServer()
    const proxy = new TcpProxy(server)
    server.on('connection', client => {
      const target = connect(port, '127.0.0.1')
      const line = { isDead: false }
      proxy.#carry(client, target, line)
      proxy.#carry(target, client, line)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** From now on what comes is kept, … */
  keep(): void {
    this.#keeps = true
  }

  /** … and goes on now, late. */
  letGo(): void {
    this.#keeps = false
    for (const work of this.#kept.splice(0)) work()
  }

  /** Cuts every line off. */
  cut(): void {
    for (const line of this.#lines) line.destroy()
  }

  close(): void {
    this.cut()
    this.#server.close()
  }

  #carry(from: Socket, to: Socket, line: { isDead: boolean }): void {
    this.#lines.add(from)
    from.setNoDelay(true)
    const after = (work: () => void): void => {
      if (this.swallows) line.isDead = true
      if (line.isDead) return
      if (this.#keeps) this.#kept.push(work)
      else if (this.delay === 0) work()
      else setTimeout(work, this.delay)
    }
    from.on('data', part => after(() => to.writable && to.write(part)))
    from.on('close', () => {
      this.#lines.delete(from)
      after(() => to.destroy())
    })
    from.on('error', () => {})
  }
}
