/** The first and the last instant that a clock may show: a day within the years 1 to 9999, whose dates every zone can write. */
const EARLIEST: number = Date.parse('0001-01-02')
export const LATEST: number = Date.parse('9999-12-30')

/** Whether a number of milliseconds since the epoch is one that a clock may show. */
export const isInstant = (millis: number): boolean => millis >= EARLIEST && millis <= LATEST
