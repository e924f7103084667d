import { afterEach, expect, test, vi } from 'vitest'
import { connect } from '../../src/index.ts'

afterEach(() => vi.unstubAllEnvs())

const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']

test('a refused connection to this machine says it where a proxy is set, and only there', async () => {
  for (const name of [...PROXIES, 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
  const refused = (url: string): Promise<string> => connect(url).then(String, (error: Error) => error.message)
  expect(await refused('http://127.0.0.1:1')).not.toContain('NO_PROXY')
  vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128')
  expect(await refused('http://127.0.0.1:1')).toContain(
    'HTTPS_PROXY is set: where requests go by that proxy, set NO_PROXY=localhost,127.0.0.1,::1.',
  )
  for (const hosts of ['example.com, 127.0.0.1', '*']) {
    vi.stubEnv('NO_PROXY', hosts)
    expect(await refused('http://127.0.0.1:1')).not.toContain('NO_PROXY')
  }
})
