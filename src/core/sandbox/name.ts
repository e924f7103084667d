import { randomBytes } from 'node:crypto'
import { Problem } from '../api/problem.ts'

/** The sandbox of whoever names none; it always exists. */
export const DEFAULT_SANDBOX = 'default'

const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/

export const isSandboxName = (name: string): boolean => NAME.test(name)

/** A name that no other server gives either: by chance of the machine, which no sandbox's own stream can repeat. */
export const givenName = (): string => `s${randomBytes(8).toString('hex')}`

/** @throws {Problem} 400 where this is not a valid sandbox name */
export function refuseMalformed(name: string): void {
  if (!isSandboxName(name)) throw malformedName(`${JSON.stringify(name)} is not a valid sandbox name.`)
}

/** A credential may end with what is not a name. It does not say what stands there: that may well be a part of the credential. */
export function refuseMalformedSuffix(suffix: string): void {
  if (!isSandboxName(suffix))
    throw malformedName('A credential ends with “~” and an invalid sandbox name.', ' after the last “~”')
}

const malformedName = (detail: string, where = ''): Problem =>
  new Problem(
    400,
    'Malformed sandbox name',
    detail,
    `Use 1 to 63 of a-z, 0-9, “.”, “_” and “-”${where}, beginning with a letter or digit.`,
  )
