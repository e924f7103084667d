/** `npm run fuzz` takes a new seed and prints it; `FUZZ_SEED=… npm run fuzz` repeats one. Otherwise it is always the same. */
export const seed = Number(process.env.FUZZ_SEED ?? (process.env.TEST_MODE === 'fuzz' ? Date.now() % 2 ** 31 : 1))
