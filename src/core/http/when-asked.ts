import type { RequestListener } from 'node:http'

/** A listener that is loaded when it is first asked; what comes meanwhile waits. */
export function whenAsked(load: () => Promise<RequestListener>): RequestListener {
  let loading: Promise<void> | undefined
  let loaded: RequestListener | undefined
  return (req, res) => {
    if (loaded) return loaded(req, res)
    loading ??= load().then(listener => {
      loaded = listener
    })
    return void loading.then(() => req.socket.destroyed || loaded!(req, res))
  }
}
