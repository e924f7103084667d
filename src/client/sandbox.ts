import { Controls } from './controls.ts'

/** One isolated world in a server: its data, time, ids, readings, faults and journal are its own. */
export class Sandbox extends Controls {
  /** Ends it; what is still under way in it may not write. */
  async drop(): Promise<void> {
    await this.connection.ask(this.home, { method: 'DELETE' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drop()
  }
}
