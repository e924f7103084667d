import { createServer, type ServerResponse } from 'node:http'
import { byId, page, port } from './records.ts'

// The limit: node:http alone, with the same answers.
const json = (res: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body)
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  res.end(text)
}

createServer((req, res) => {
  const id = /^\/clients\/(\d+)$/.exec(req.url!)?.[1]
  const row = id === undefined ? page[0] : byId.get(id)
  if (req.method === 'GET') return json(res, 200, id === undefined ? page : row)
  const parts: Buffer[] = []
  req.on('data', part => parts.push(part))
  req.on('end', () => {
    const body = JSON.parse(Buffer.concat(parts).toString())
    json(res, req.method === 'POST' ? 201 : 200, { ...row, ...body })
  })
}).listen(port, '127.0.0.1')
