import { joinParts, type Parts, type PortableRequest, variableOf } from '../core/journal/portable.ts'

/** Where a shell's line may not go on as an argument: letters that it has no sight of, or more than a system takes. */
const UNFIT_ARGUMENT = /[\x00-\x08\x0a-\x1f\x7f]/
const LONGEST_ARGUMENT = 100_000

/**
 * A request as a line for sh that sends it again with curl; credentials are taken from the environment.
 *
 * @param own where requests go: `http://127.0.0.1:10400`
 */
export function toCurl({ method, origin, target, headers, body }: PortableRequest, own: string): string {
  const url = [origin ?? own, ...target]
  const plain = literals(target)
  // curl sends none with HEAD.
  const hasBody = body.length > 0 && method !== 'HEAD'
  const isPiped = hasBody && (UNFIT_ARGUMENT.test(literals(body)) || literals(body).length > LONGEST_ARGUMENT)
  const words = [
    'curl',
    ...methodWords(method, hasBody),
    ...(/[[\]{}]/.test(plain) ? ['--globoff'] : []),
    ...(/\/\.{1,2}(\/|$|\?)/.test(plain) ? ['--path-as-is'] : []),
    word(url),
    ...headers.flatMap(([name, value]) => ['-H', word(value.length === 0 ? [`${name};`] : [`${name}: `, ...value])]),
    // curl takes a body without a type for a form.
    ...(hasBody && !headers.some(([name]) => name === 'content-type') ? ['-H', "'content-type:'"] : []),
    ...(isPiped ? ['--data-binary', '@-'] : hasBody ? ['--data-raw', word(body)] : []),
  ]
  return `${isPiped ? `${printed(body)} | ` : ''}${words.join(' ')}\n`
}

function methodWords(method: string, hasBody: boolean): string[] {
  if (method === 'HEAD') return ['--head']
  return method === (hasBody ? 'POST' : 'GET') ? [] : ['-X', method]
}

const literals = (parts: Parts): string => parts.filter(part => typeof part === 'string').join('')

/** A word of sh, in double quotes where variables stand in it and nothing that a shell would read. */
function word(parts: Parts): string {
  const hasVariables = parts.some(part => typeof part !== 'string')
  if (!hasVariables) return quoted(literals(parts))
  const variable = (name: string, next: unknown): string =>
    typeof next === 'string' && /^\w/.test(next) ? `\${${name}}` : `$${name}`
  const isSafe = !/[\\"$`!]/.test(literals(parts))
  const words = parts.map((part, i) => {
    if (typeof part === 'string') return isSafe ? part : quoted(part)
    const name = variableOf(part.credential)
    return isSafe ? variable(name, parts[i + 1]) : `"$${name}"`
  })
  return isSafe ? `"${words.join('')}"` : words.join('')
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A command of sh that prints any bytes; it is built in, so that a system's limit of arguments is not its own. */
function printed(parts: Parts): string {
  const format = parts.map(part => (typeof part === 'string' ? part.replace(UNPRINTED, octal) : '%s')).join('')
  const variables = parts.flatMap(part => (typeof part === 'string' ? [] : [word([part])]))
  return ['printf', quoted(format.replace(/^-/, '\\055')), ...variables].join(' ')
}

const UNPRINTED = /[\x00-\x1f\x7f%\\]/g

const octal = (letter: string): string =>
  letter === '%' ? '%%' : letter === '\\' ? '\\\\' : `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`

/**
 * A request as an `.http` file, as editors send it; credentials are variables of its environment.
 *
 * @param own where requests go: `http://127.0.0.1:10400`
 */
export function toHttp({ id, name, method, origin, target, headers, body }: PortableRequest, own: string): string {
  const text = (parts: Parts): string => joinParts(parts, variable => `{{${variable}}}`)
  const lines = [
    `### ${id} ${name}`,
    `${method} ${origin ?? own}${text(target)}`,
    ...headers.map(([header, value]) => `${header}: ${text(value)}`),
  ]
  return `${lines.join('\n')}\n${body.length > 0 ? `\n${text(body)}\n` : ''}`
}
