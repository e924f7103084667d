import { networkInterfaces } from 'node:os'

/** The hosts under which a server is reached that listens on `host`. */
export function hostsOf(host: string | undefined): string[] {
  if (host === undefined) return []
  if (host !== '0.0.0.0' && host !== '::') return [host]
  const family = host === '::' ? ['IPv4', 'IPv6'] : ['IPv4']
  return Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .filter(({ family: own, internal, address }) => !internal && family.includes(own) && !address.startsWith('fe80'))
    .map(({ address }) => address)
}
