import { end } from './jest-run.ts'

/** Ends what the setup began. */
export default end
