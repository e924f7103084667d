import { expect, test, vi } from 'vitest'
import { findServer } from '../../src/cli/running/find-server.ts'
import { ControlError } from '../../src/client/connection.ts'

const { asked, alive } = vi.hoisted(() => ({ asked: [] as string[], alive: new Set<string>() }))
vi.mock('../../src/cli/ready-file.ts', () => ({
  readReady: () => ({ url: 'http://127.0.0.1:1', pid: 1, adminToken: 'left behind' }),
}))
vi.mock('../../src/client/connection.ts', async original => {
  const real = await original<typeof import('../../src/client/connection.ts')>()
  return {
    ...real,
    Connection: class extends real.Connection {
      override async ask<T>(): Promise<T> {
        asked.push(`${this.url} ${this.token}`)
        if (alive.has(this.url)) return {} as T
        throw new real.ControlError('GET', 0, { detail: `${this.url} cannot be reached (ECONNREFUSED).` })
      }
    },
  }
})

test('where the server that left its address in the folder is gone, the usual port is asked, without its token', async () => {
  alive.add('http://127.0.0.1:10400')
  const { connection } = await findServer({})
  expect(connection.url).toBe('http://127.0.0.1:10400')
  expect(asked).toEqual(['http://127.0.0.1:1 left behind', 'http://127.0.0.1:10400 null'])
})

test('where neither answers, the one of the folder is named', async () => {
  alive.clear()
  await expect(findServer({})).rejects.toThrow('Cannot reach a server at http://127.0.0.1:1: nothing listens there')
  await expect(findServer({})).rejects.not.toBeInstanceOf(ControlError)
})
