import type { Duplex } from 'node:stream'
import { PROBLEM_TYPE, Problem } from '../api/problem.ts'

/** Answers what Node's parser refuses before there is a request: headers past all bounds, what is not HTTP. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const problem = parserProblem(error)
  const text = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  )
}

function parserProblem({ code, message }: NodeJS.ErrnoException): Problem {
  switch (code) {
    case 'HPE_INVALID_URL':
      return new Problem(
        400,
        'Bad Request',
        'The URL holds characters that HTTP does not carry raw, such as Cyrillic letters or spaces.',
        'Percent-encode it: encodeURIComponent in JavaScript, rawurlencode in PHP, urllib.parse.quote in Python.',
      )
    case 'HPE_INVALID_CONSTANT':
      return new Problem(
        400,
        'Bad Request',
        'What follows the URL is not HTTP/1.1: mostly the URL holds a space.',
        'Write a space of a URL as %20.',
      )
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(
        431,
        'Request Header Fields Too Large',
        'The headers are larger than 16 KiB.',
        'Send less in the headers.',
      )
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem(
        408,
        'Request Timeout',
        'The request did not come whole in time.',
        'Send it again, and faster.',
      )
    default:
      return new Problem(400, 'Bad Request', `This is not HTTP: ${message}.`, 'Send an HTTP/1.1 request.')
  }
}
