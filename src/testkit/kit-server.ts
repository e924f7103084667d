import { builtInApis } from '../apis/index.ts'
import type { Api } from '../core/api/api.ts'
import type { ServerOptions } from '../options.ts'
import { type Running, run } from '../server.ts'

/** A server of one API, for one check. What fails in the code of the API fails the check. */
export async function withServer<R>(
  api: Api,
  options: ServerOptions,
  work: (running: Running) => Promise<R>,
): Promise<R> {
  const defects: unknown[] = []
  const running = await run({
    ...{ port: 0, host: '127.0.0.1', records: 0, checkReplies: true },
    ...options,
    ...(builtInApis.includes(api) ? { api: [api.name] } : { apis: [api], api: [api.name] }),
    onDefect: defect => defects.push(defect),
  })
  try {
    const result = await work(running)
    const [defect] = defects
    if (defect !== undefined) throw defect instanceof Error ? defect : new Error(String(defect))
    return result
  } finally {
    await running.close()
  }
}
