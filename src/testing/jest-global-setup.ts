import { begin } from './jest-run.ts'

/** Starts the server of the run, or takes the one that `POLIGON_URL` names. */
export default ({ rootDir }: { readonly rootDir: string }): Promise<void> => begin(rootDir)
