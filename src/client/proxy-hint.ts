const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']

/**
 * What to do where requests to an address of this machine do not arrive: a client may take the proxy of the environment for
 * this machine too.
 *
 * @returns a sentence, with a space before it; '' where no proxy is set, or none for this machine
 */
export function proxyHint(url: string): string {
  const { hostname } = new URL(url)
  const proxy = PROXIES.find(name => process.env[name])
  const isLoopback = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
  return proxy && isLoopback && !isExcluded(hostname)
    ? ` ${proxy} is set: where requests go by that proxy, set NO_PROXY=localhost,127.0.0.1,::1.`
    : ''
}

/** Whether `NO_PROXY` says already that a host is reached without. */
function isExcluded(hostname: string): boolean {
  const hosts = (process.env.NO_PROXY || process.env.no_proxy || '').split(',').map(host => host.trim())
  return hosts.some(host => host === '*' || host === hostname || `[${host}]` === hostname)
}
