/** One place where a credential may stand. */
export type CredentialPlace =
  | { readonly in: 'header' | 'query' | 'body' | 'cookie'; readonly name: string }
  /** A parameter of the path, by its name in the route. */
  | { readonly in: 'path'; readonly name: string }
  /** `Authorization: Bearer …` */
  | { readonly in: 'bearer' }

type Credentials = Readonly<Record<string, readonly CredentialPlace[]>>

const places = new WeakMap<Credentials, readonly CredentialPlace[]>()

/** Every place where a credential of an API may stand. */
export function placesOf({ credentials }: { readonly credentials: Credentials }): readonly CredentialPlace[] {
  let known = places.get(credentials)
  if (!known) places.set(credentials, (known = Object.values(credentials).flat()))
  return known
}

/** A credential may end with `~` and a sandbox's name. */
const SUFFIX = /~([^~]*)$/

/** A credential without the name of a sandbox at its end. */
export const withoutSuffix = (credential: string): string =>
  credential.includes('~') ? credential.replace(SUFFIX, '') : credential

/** The sandbox that a credential names at its end. */
export const suffixOf = (credential: string): string | undefined =>
  credential.includes('~') ? SUFFIX.exec(credential)?.[1] : undefined
