import { heapLimit } from './heap-limit.ts'

/** One of those that share the room. */
interface Tenant {
  /** How many things it keeps. */
  readonly size: number
  readonly bytes: number
  /** Drops the older half, and what it has where that is all. */
  halve(): void
}

/** The bytes that there are for all of a process: a quarter of a heap that is small. */
export const roomIn = (heap: number): number => Math.min(256 * 1024 * 1024, heap / 4)

const ROOM = roomIn(heapLimit())

/**
 * What all sandboxes may keep of what came, together: where it is short, the fullest gives its older half; where each has
 * one thing left, who was given something longest ago gives that.
 */
export class SharedRoom {
  readonly #bytes: number
  /** Who was given something last comes last. */
  readonly #tenants = new Set<Tenant>()
  #latest: Tenant | undefined
  #taken = 0

  constructor(bytes: number = ROOM) {
    this.#bytes = bytes
  }

  /** Bytes that all take together. */
  get taken(): number {
    return this.#taken
  }

  /** Told by a tenant of every change of its size, in bytes. */
  took(tenant: Tenant, bytes: number): void {
    this.#taken += bytes
    if (tenant.size > 0 && (bytes <= 0 || tenant === this.#latest)) return
    this.#tenants.delete(tenant)
    this.#latest = tenant.size > 0 ? tenant : undefined
    if (this.#latest) this.#tenants.add(tenant)
  }

  /** Makes tenants smaller until all have room; what was given last stays, whatever it takes. */
  tidy(): void {
    while (this.#taken > this.#bytes && this.#mayGive()) (this.#fullest() ?? this.#oldest()).halve()
  }

  #mayGive(): boolean {
    return this.#tenants.size > 1 || this.#oldest()?.size > 1
  }

  #oldest(): Tenant {
    return this.#tenants.values().next().value!
  }

  #fullest(): Tenant | undefined {
    let fullest: Tenant | undefined
    for (const tenant of this.#tenants) if (tenant.size > 1 && tenant.bytes > (fullest?.bytes ?? 0)) fullest = tenant
    return fullest
  }
}
