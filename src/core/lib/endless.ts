/** A number such as 1e400, which JSON may spell and no number of ours can hold. */
const MAY_BE_ENDLESS = /(?:^|\D)\d{309}|e\+?\d{3}/i

/** Whether JSON that was read has a number that is not finite. */
export const isEndless = (text: string, value: unknown): boolean => MAY_BE_ENDLESS.test(text) && hasEndless(value)

function hasEndless(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value)
  return value !== null && typeof value === 'object' && Object.values(value).some(hasEndless)
}
