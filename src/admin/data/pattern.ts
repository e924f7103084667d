/** A regular expression that is tried in time that grows with the text, whatever either says. */
export interface Pattern {
  test(text: string): boolean
}

/** Letters of a pattern, and of a text that is looked at. */
const LONGEST_PATTERN = 200
const LONGEST_TEXT = 10_000

let loaded: Promise<typeof import('re2js')> | undefined

/** What reads regular expressions, letters of any case being the same. It is loaded when it is first asked for. */
export async function patternReader(): Promise<(text: string) => Pattern> {
  const { RE2JS } = await (loaded ??= import('re2js'))
  return text => {
    if (text.length > LONGEST_PATTERN) throw new Error(`it is longer than ${LONGEST_PATTERN} characters`)
    const compiled = compile(() => RE2JS.compile(text, RE2JS.CASE_INSENSITIVE))
    return { test: given => compiled.matcher(given.slice(0, LONGEST_TEXT)).find() }
  }
}

/** The library's own words are kept back, all but the reason. */
function compile<P>(work: () => P): P {
  try {
    return work()
  } catch (error) {
    throw new Error((error as Error).message.replace(/^error parsing regexp: /, ''))
  }
}
