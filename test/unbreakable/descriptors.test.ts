import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { send } from '../support/server.ts'
import { answered, open, statusOf } from './sockets.ts'

const ALLOWED = 200

test.skipIf(process.platform === 'win32')(
  `a server that may open ${ALLOWED} descriptors survives 500 connections, and answers when they are gone`,
  { timeout: 60_000 },
  async () => {
    const child = fork('test/support/child.mjs', ['test/unbreakable/little-server.ts'], {
      execPath: '/bin/sh',
      execArgv: ['-c', `ulimit -n ${ALLOWED} && exec "$0" "$@"`, process.execPath],
    })
    try {
      const [{ port }] = (await once(child, 'message')) as [{ port: number }]
      const url = `http://127.0.0.1:${port}`
      expect(await send(url, { path: '/shop/v1/items' })).toMatchObject({ status: 200 })
      const opened = await Promise.allSettled(Array.from({ length: 500 }, () => open(port)))
      const sockets = opened.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
      const answers = sockets.map((socket: Socket) => answered(socket))
      for (const socket of sockets) socket.write('GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\n\r\n')
      // Those for whom there is no descriptor are dropped; nobody is left without an end.
      const statuses = (await Promise.all(answers)).map(statusOf)
      expect(statuses.filter(status => status === 200).length).toBeGreaterThan(50)
      expect(statuses.filter(status => !Number.isNaN(status) && status !== 200)).toEqual([])
      for (const socket of sockets) socket.destroy()
      await expect
        .poll(() => send(url, { path: '/shop/v1/items' }).catch(() => null), { timeout: 10_000 })
        .toMatchObject({ status: 200 })
      expect(child.exitCode).toBeNull()
    } finally {
      child.kill('SIGKILL')
    }
  },
)
