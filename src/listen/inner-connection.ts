import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { carriedBy } from '../core/http/connection.ts'

/** A connection inside the process: what is written at one end is read at the other. */
export class InnerConnection {
  /** The client's end. */
  readonly near: Duplex
  /** The server's end: it says the addresses of the socket that the client really has. */
  readonly far: Socket

  constructor(carrier: Socket) {
    const { localAddress, remoteAddress } = carrier
    const near = new End()
    const far = new End()
    near.join(far, () => far.destroy())
    far.join(near, () => near.finish())
    carriedBy(far, carrier)
    this.near = near
    this.far = Object.assign(far, {
      localAddress,
      remoteAddress,
      encrypted: true,
      resetAndDestroy: () => far.destroy(),
      destroySoon: () => far.end(() => far.destroy()),
      setTimeout: () => far,
      setKeepAlive: () => far,
      setNoDelay: () => far,
    }) as unknown as Socket
  }
}

class End extends Duplex {
  #other!: End
  #whenDestroyed!: () => void
  #isFinished = false
  #taken: (() => void) | undefined

  join(other: End, whenDestroyed: () => void): void {
    this.#other = other
    this.#whenDestroyed = whenDestroyed
  }

  /** Nothing more will come. */
  finish(): void {
    if (this.#isFinished || this.destroyed) return
    this.#isFinished = true
    this.push(null)
  }

  override _read(): void {
    const taken = this.#taken
    this.#taken = undefined
    taken?.()
  }

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.#other.#take(part, done)
  }

  override _final(done: () => void): void {
    this.#other.finish()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this._read()
    this.#whenDestroyed()
    done(error)
  }

  #take(part: Buffer, done: () => void): void {
    if (this.destroyed || this.#isFinished || this.push(part)) done()
    else this.#taken = done
  }
}
