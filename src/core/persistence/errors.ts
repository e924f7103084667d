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

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'it is mounted by itself; mount its folder instead',
  EIO: 'the disk does not answer',
}

/** What a file system said, for people. */
export function inWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const words = code === undefined ? undefined : WORDS[code]
  return words ? `${words} (${code})` : message
}
