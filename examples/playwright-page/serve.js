import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

// Stands for your front end's own server. Its page is of this machine, so the browser lets it ask the mock server here.
const page = new URL('clients.html', import.meta.url)

const server = createServer(async (_, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(await readFile(page))
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
