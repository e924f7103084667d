import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { whyUnreadable } from '../core/lib/file-error.ts'
import { hostsOf } from './hosts.ts'
import type { Identity } from './tls.ts'

export interface IdentityOptions {
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  readonly host?: string | undefined
  readonly allowedHosts?: readonly string[] | undefined
}

/**
 * As whom a server speaks TLS.
 *
 * @throws {Error} where a file cannot be read, or certificate and key do not belong together
 */
export async function identityOf(options: IdentityOptions): Promise<Identity> {
  const { tlsCert, tlsKey, host, allowedHosts = [] } = options
  if (tlsCert !== undefined || tlsKey !== undefined) return given(tlsCert, tlsKey)
  const { certificateIn } = await import('./certificate.ts')
  return certificateIn(resolve(FOLDER), [...hostsOf(host), ...allowedHosts])
}

const FOLDER = join('.poligon', 'tls')

async function given(certFile: string | undefined, keyFile: string | undefined): Promise<Identity> {
  if (certFile === undefined || keyFile === undefined) {
    const [there, missing] = keyFile === undefined ? ['--tls-cert', '--tls-key'] : ['--tls-key', '--tls-cert']
    throw new Error(`Cannot start: ${there} needs ${missing} too. Give both files.`)
  }
  const [cert, key] = [await textOf(certFile), await textOf(keyFile)]
  try {
    createSecureContext({ cert, key })
  } catch {
    throw new Error(
      `Cannot use the certificate ${certFile} with the key ${keyFile}: they must be PEM, without a passphrase, and belong together. Check the files.`,
    )
  }
  return { cert, key, caFile: null }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${whyUnreadable(error)}. Check the path.`)
  }
}
