import { Controls } from './controls.ts'

/** One isolated world in a server: its data, time, ids, readings, faults and journal are its own. */
export class Sandbox extends Controls {
  /**
   * Drops it; requests that are still under way in it write nothing.
   *
   * @throws {ControlError} 404 where it is gone already
   */
  async drop(): Promise<void> {
    await this.connection.ask(this.home, { method: 'DELETE' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drop()
  }
}
