/** A file that this server cannot go on with, or must not touch. */
export class IncompatibleFile extends Error {
  override readonly name = 'IncompatibleFile'
}

/** A file of sandboxes of which nothing can be told for sure. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'
}

/** @param why with what to do, each a sentence that ends */
export const cannotUse = (path: string, why: string): IncompatibleFile =>
  new IncompatibleFile(`Cannot use the database ${path}: ${why}`)
