import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'

const hasBuilder = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0
if (!hasBuilder) console.log('Dockerfile: not built, as no Docker daemon is here')

const docker = (...args: string[]): string =>
  execFileSync('docker', args, { cwd: packageRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

test.runIf(hasBuilder)(
  'the image of the repository is built, and is healthy on another port',
  async () => {
    const image = docker('build', '--quiet', '.')
    const container = docker('run', '--detach', '--env', 'POLIGON_TOKEN=for-tests-only', image, '--port', '12345')
    try {
      const health = () => docker('inspect', '--format', '{{.State.Health.Status}}', container)
      await expect.poll(health, { timeout: 60_000, interval: 1000 }).toBe('healthy')
      expect(docker('exec', container, 'whoami')).toBe('node')
    } finally {
      docker('rm', '--force', container)
      docker('rmi', '--force', image)
    }
  },
  600_000,
)
