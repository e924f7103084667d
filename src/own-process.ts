import { setFlagsFromString } from 'node:v8'

/**
 * Settles a process that is the server's own: V8 looks for garbage on the thread that answers, a little at a time. Its
 * helper threads would take the cores of the tests, and on a core that is shared the answers wait for them.
 */
export const useOwnProcess = (): void => setFlagsFromString('--no-concurrent-marking')
