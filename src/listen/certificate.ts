import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { pki as Pki } from 'node-forge'
import type { Identity } from './tls.ts'

const DAY = 86_400_000
/** A certificate that ends sooner is made anew. */
const LEFT_DAYS = 30

/**
 * The server's certificate of a folder, made where there is none, where it ends soon, or lacks one of the names. Its
 * authority stays as long as it is valid: who trusts it need not be told again.
 *
 * @param folder for the keys, which only this user can read
 * @param names hosts and addresses beside localhost, 127.0.0.1 and ::1
 * @param now milliseconds since the epoch
 */
export async function certificateIn(folder: string, names: readonly string[], now = Date.now()): Promise<Identity> {
  const files = filesOf(folder)
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', ...names])]
  mkdirSync(folder, { recursive: true })
  if (!isGood(files.ca, files.caKey, [], now)) await makeAuthority(files, now)
  if (!isGood(files.cert, files.key, hosts, now) || !isSignedBy(files.cert, files.ca))
    await makeCertificate(files, hosts, now)
  return { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8'), caFile: files.ca }
}

interface Files {
  readonly ca: string
  readonly caKey: string
  readonly cert: string
  readonly key: string
}

const filesOf = (folder: string): Files => ({
  ca: join(folder, 'ca.pem'),
  caKey: join(folder, 'ca-key.pem'),
  cert: join(folder, 'cert.pem'),
  key: join(folder, 'key.pem'),
})

function isGood(file: string, keyFile: string, hosts: readonly string[], now: number): boolean {
  try {
    const certificate = new X509Certificate(readFileSync(file))
    return (
      certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile))) &&
      Date.parse(certificate.validTo) - now > LEFT_DAYS * DAY &&
      hosts.every(host => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined)
    )
  } catch {
    // Not there, or not what it was.
    return false
  }
}

function isSignedBy(file: string, authority: string): boolean {
  const [certificate, by] = [file, authority].map(path => new X509Certificate(readFileSync(path)))
  return certificate!.verify(by!.publicKey)
}

async function makeAuthority({ ca, caKey }: Files, now: number): Promise<void> {
  const lib = await forge()
  const key = newKey()
  const made = blank(lib, key, now)
  const subject = [{ name: 'commonName', value: `poligon, this folder (${randomBytes(4).toString('hex')})` }]
  made.setSubject(subject)
  made.setIssuer(subject)
  made.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  write(lib, made, { file: ca, key, keyFile: caKey, signer: key })
}

async function makeCertificate({ ca, caKey, cert, key }: Files, hosts: readonly string[], now: number): Promise<void> {
  const lib = await forge()
  const authority = lib.pki.certificateFromPem(readFileSync(ca, 'utf8'))
  const own = newKey()
  const made = blank(lib, own, now)
  made.setSubject([{ name: 'commonName', value: hosts[0]! }])
  made.setIssuer(authority.subject.attributes)
  const altNames = hosts.map(host => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host }))
  made.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
    { name: 'authorityKeyIdentifier', keyIdentifier: authority.generateSubjectKeyIdentifier().getBytes() },
  ])
  write(lib, made, { file: cert, key: own, keyFile: key, signer: readFileSync(caKey, 'utf8') })
}

type Forge = typeof import('node-forge')

/** It is loaded by who asks for HTTPS only. */
const forge = async (): Promise<Forge> => (await import('node-forge')).default

/** PEM. By Node: the library's own takes seconds. */
const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }) as string

function blank({ pki }: Forge, key: string, now: number): Pki.Certificate {
  const made = pki.createCertificate()
  const publicKey = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'pem' }) as string
  made.publicKey = pki.publicKeyFromPem(publicKey)
  // Positive, as RFC 5280 (4.1.2.2) asks.
  made.serialNumber = `01${randomBytes(15).toString('hex')}`
  // A clock that is a little behind must not find it not yet valid.
  made.validity.notBefore = new Date(now - DAY)
  made.validity.notAfter = new Date(now + 365 * DAY)
  return made
}

interface Written {
  readonly file: string
  readonly key: string
  readonly keyFile: string
  /** The key that signs it. */
  readonly signer: string
}

function write({ pki, md }: Forge, made: Pki.Certificate, { file, key, keyFile, signer }: Written): void {
  made.sign(pki.privateKeyFromPem(signer), md.sha256.create())
  writeFileSync(keyFile, key, { mode: 0o600 })
  writeFileSync(file, pki.certificateToPem(made))
}
