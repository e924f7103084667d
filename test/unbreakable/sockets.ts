import { spawnSync } from 'node:child_process'
import { connect, type Socket } from 'node:net'

/** How many descriptors this process may have open. */
export const descriptors = Number(spawnSync('sh', ['-c', 'ulimit -n']).stdout.toString()) || 1024

/** Opens a connection; its errors are seen by whoever awaits `closed` or `answered`. */
export function open(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true })
    socket.once('connect', () => resolve(socket.off('error', reject).on('error', () => {})))
    socket.once('error', reject)
  })
}

/** What comes until `isWhole`, or until the end. */
export function answered(socket: Socket, isWhole = (text: string): boolean => /\r\n\r\n/.test(text)): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const done = (): void => {
      socket.off('data', take)
      resolve(text)
    }
    const take = (part: Buffer): void => {
      text += part.toString('latin1')
      if (isWhole(text)) done()
    }
    socket.on('data', take)
    socket.once('close', done)
  })
}

export const closed = (socket: Socket): Promise<void> =>
  new Promise(resolve => (socket.closed ? resolve() : socket.resume().once('close', () => resolve())))

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
