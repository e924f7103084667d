/** JSON as PHP writes it: slashes escaped, and every letter that is neither ASCII nor Russian. */
export const encodePhp = (body: unknown): string =>
  JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replace(/[^\0-\x7fА-Яа-яЁё]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
