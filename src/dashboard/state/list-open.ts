import { signal } from '@preact/signals'

/** Whether the list of sandboxes is open where the screen is too narrow for it to stand beside the rest. */
export const listOpen = signal(false)
