import type { Duplex } from 'node:stream'
import { PROBLEM_TYPE, Problem } from '../api/problem.ts'
import type { UnmatchedHead } from '../journal/unmatched-request.ts'
import type { Unmatched } from './unmatched.ts'

/** What Node's parser says of what it refuses. */
export type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number }

/** Told of a request that is not HTTP, as far as it could be read. @returns the id of its entry, where there is a journal */
export type RecordMalformed = (unmatched: Unmatched) => string | undefined

/**
 * Answers what Node's parser refuses before there is a request: headers past all bounds, what is not HTTP.
 *
 * @param record undefined where the fault is in the body of a request that is seen already
 */
export function answerClientError(error: ParserError, socket: Duplex, record: RecordMalformed | undefined): void {
  const problem = parserProblem(error)
  const text = JSON.stringify(problem)
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE }
  // A connection that a browser opened ahead and never used is no request.
  if (record && error.code !== 'ERR_HTTP_REQUEST_TIMEOUT') {
    const id = record({ ...readableHead(error), problem, headers, text })
    if (id !== undefined) headers['x-mock-request-id'] = id
  }
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(text), connection: 'close' })
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\n${lines.map(line => `${line.join(': ')}\r\n`).join('')}\r\n${text}`,
  )
}

const MOST_READ = 64 * 1024
const WITH_VERSION = /^(.*[^ ]) +HTTP\/[^ ]*$/i
/** Without its version: the target may hold blanks. */
const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) +((?:\/|\*|[a-z]+:\/\/)[^\r\n]*)$/i

/** What can be read of the head of a request that is not well-formed. */
function readableHead({ rawPacket, bytesParsed = 0 }: ParserError): UnmatchedHead {
  const packet = rawPacket?.toString('latin1') ?? ''
  // Of several in one packet, the one that the parser was at.
  const before = packet.lastIndexOf('\r\n\r\n', bytesParsed - 1)
  const from = before >= 0 && before + 4 < packet.length ? before + 4 : 0
  const [first = '', ...rest] = packet.slice(from, from + MOST_READ).split(/\r?\n/)
  const line = REQUEST_LINE.exec(first.replace(WITH_VERSION, '$1'))
  if (!line) return { method: null, url: null, rawHeaders: [] }
  const end = rest.indexOf('')
  const headers = (end < 0 ? rest : rest.slice(0, end)).map(text => /^([^\s:]+):[ \t]*((?:[^ \t\r\n].*)?)$/.exec(text))
  return { method: line[1]!, url: line[2]!, rawHeaders: headers.flatMap(header => (header ? header.slice(1) : [])) }
}

function parserProblem({ code, message }: NodeJS.ErrnoException): Problem {
  switch (code) {
    case 'HPE_INVALID_URL':
      return new Problem(
        400,
        'Bad Request',
        'The URL contains characters that must be percent-encoded, such as Cyrillic letters or spaces.',
        'Percent-encode it: encodeURIComponent in JavaScript, rawurlencode in PHP, urllib.parse.quote in Python.',
      )
    case 'HPE_INVALID_CONSTANT':
      return new Problem(
        400,
        'Bad Request',
        'What follows the URL is not HTTP/1.1: the URL probably contains a space.',
        'Write a space in a URL as %20.',
      )
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(
        431,
        'Request Header Fields Too Large',
        'The headers are larger than 16 KiB.',
        'Send less in the headers.',
      )
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem(408, 'Request Timeout', 'The request was not complete in time.', 'Send it again, faster.')
    default:
      return new Problem(400, 'Bad Request', `This is not HTTP: ${message}.`, 'Send an HTTP/1.1 request.')
  }
}
