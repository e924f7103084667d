import { ask, freePort, start } from './server.ts'
import type { Row } from './target.ts'
import { poligonLine } from './targets.ts'

/** `count` clients, as Poligon has them, for every server of the comparison. */
export async function clients(package_: string, count: number): Promise<Row[]> {
  const port = await freePort()
  const path = '/__admin/sandboxes/default/data/webcanape/clients'
  const line = poligonLine(package_, port, ['--records', `webcanape=${count - 1}`])
  const server = await start(line, port, { method: 'GET', path: '/__admin/health' })
  try {
    return JSON.parse((await ask(port, { method: 'GET', path })).text)
  } finally {
    await server.stop()
  }
}
