import { createRequire } from 'node:module'

/** The test runners that need a version, and those that are tested. */
const RUNNERS = {
  '@jest/globals': { name: 'Jest', from: [29, 0] },
  '@playwright/test': { name: 'Playwright', from: [1, 50] },
  vitest: { name: 'Vitest', from: [3, 0] },
} as const

/** The version of a runner that the user has installed. */
export const installedVersion = (runner: keyof typeof RUNNERS): string =>
  createRequire(import.meta.url)(`${runner}/package.json`).version

/** Whether a version such as `1.57.0` is this one or a later one. */
export function isAtLeast(version: string, from: readonly [major: number, minor: number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > from[0] || (major === from[0] && minor >= from[1])
}

/**
 * Makes sure of a runner's version: package managers other than npm install beside any.
 *
 * @throws {Error} where it is too old, with the command that brings a newer one
 */
export function checkVersion(runner: keyof typeof RUNNERS, version = installedVersion(runner)): void {
  const { name, from } = RUNNERS[runner]
  if (isAtLeast(version, from)) return
  const needed = from.join('.')
  throw new Error(
    `Cannot use ${name} ${version}: poligon needs ${name} ${needed} or later. Update it: npm install --save-dev ${runner === '@jest/globals' ? 'jest' : runner}@latest.`,
  )
}
