/** A request as a client of another world writes it: its head, with `LENGTH` for the body's, and its body. */
export interface Recorded {
  readonly client: string
  readonly head: string
  readonly body: string
  /** How the body's letters are bytes. Default: UTF-8. */
  readonly encoding?: 'windows-1251'
  /** A part of the answer. */
  readonly gets: string
  /** The rules that it breaks. */
  readonly rules?: readonly string[]
}

const lines = (...all: readonly string[]): string => all.join('\r\n')
const head = (...all: readonly string[]): string => lines(...all, '', '')
const KEYS = ['apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm', 'login: vladislav@isaler.ru']
const CRM = '/rest/client?auth_key=sandbox-key&fields=id,name'

const DOTNET = '6b3c0a3e-2f9d-4a7f-9a1b-0c0a9d1f7a55'
const dotnet = (...parts: readonly string[]): string =>
  `--${DOTNET}\r\n${parts.join(`\r\n--${DOTNET}\r\n`)}\r\n--${DOTNET}--\r\n`
/** `new StringContent(value)`: its type stands before its name, which has quotes only where it must. */
const dotnetText = (name: string, value: string): string =>
  lines('Content-Type: text/plain; charset=utf-8', `Content-Disposition: form-data; name=${name}`, '', value)

const INDY = '--------112219080918853'
const FIREFOX = '---------------------------7df3e0a1b2c4'

export const recorded: readonly Recorded[] = [
  {
    client: '.NET: MultipartFormDataContent of texts',
    head: head(
      `POST ${CRM} HTTP/1.1`,
      'Host: localhost',
      `Content-Type: multipart/form-data; boundary="${DOTNET}"`,
      'Content-Length: LENGTH',
    ),
    body: dotnet(dotnetText('name', 'ООО Ромашка'), dotnetText('type', '1')),
    gets: '"name":"ООО Ромашка"',
  },
  {
    client: '.NET Framework: the same, with a file, and waiting for leave',
    head: head(
      'POST /developer/v3/client/add HTTP/1.1',
      ...KEYS,
      `Content-Type: multipart/form-data; boundary="${DOTNET}"`,
      'Host: localhost',
      'Content-Length: LENGTH',
      'Expect: 100-continue',
      'Connection: Keep-Alive',
    ),
    body: dotnet(
      dotnetText('title', 'ООО Ромашка'),
      dotnetText('"recv[castInn]"', '7707083893'),
      lines(
        'Content-Disposition: form-data; name=file; filename="=?utf-8?B?0YHRh9GR0YIudHh0?="; filename*=utf-8\'\'%D1%81%D1%87%D1%91%D1%82.txt',
        '',
        'счёт',
      ),
    ),
    gets: '"result":"Успешно"',
  },
  {
    client: '.NET: PostAsJsonAsync, in chunks',
    head: head(
      'POST /api/clients HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json; charset=utf-8',
      'Transfer-Encoding: chunked',
    ),
    body: '1C\r\n{"naimenovanie":"ООО Р"}\r\n0\r\n\r\n',
    gets: '"result":',
  },
  {
    client: '.NET: FormUrlEncodedContent',
    head: head(
      'POST /developer/v3/client/add HTTP/1.1',
      'Host: localhost',
      ...KEYS,
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: LENGTH',
    ),
    body: 'title=%D0%9E%D0%9E%D0%9E+%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0&recv%5BcastInn%5D=7707083893',
    gets: '"result":"Успешно"',
  },
  {
    client: '1C: УстановитьТелоИзСтроки with a byte order mark',
    head: head(
      'POST /api/lite/settings/counteragents HTTP/1.1',
      'Host: localhost',
      'User-Agent: 1C+Enterprise/8.3',
      'Accept: */*',
      'Content-Type: application/json',
      'Content-Length: LENGTH',
    ),
    body: '\ufeff{"type":"PERSON","name":"Иванов","role":"CUSTOMER","person":{"surname":"Иванов","name":"Иван"}}',
    gets: '"success":true',
    rules: ['encoding'],
  },
  {
    client: '1C: letters in АдресРесурса',
    head: head(
      `GET ${CRM}&name=Ромашка HTTP/1.1`,
      'Host: localhost',
      'User-Agent: 1C+Enterprise/8.3',
      'Accept: */*',
      'Content-Length: 0',
    ),
    body: '',
    gets: '"id":900',
    rules: ['raw-url'],
  },
  {
    client: '1C of old: a form in windows-1251, which its type declares',
    head: head(
      `POST ${CRM} HTTP/1.0`,
      'Host: localhost',
      'User-Agent: 1C+Enterprise/8.2',
      'Content-Type: application/x-www-form-urlencoded; charset=windows-1251',
      'Content-Length: LENGTH',
    ),
    body: 'name=ООО Ромашка&type=1',
    encoding: 'windows-1251',
    gets: '"name":"ООО Ромашка"',
  },
  {
    client: 'Delphi: TIdMultiPartFormDataStream with ContentTransfer 8bit',
    head: head(
      `POST ${CRM} HTTP/1.0`,
      'Connection: keep-alive',
      `Content-Type: multipart/form-data; boundary=${INDY}`,
      'Content-Length: LENGTH',
      'Host: localhost',
      'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'Accept-Encoding: identity',
      'User-Agent: Mozilla/3.0 (compatible; Indy Library)',
    ),
    body: lines(
      `--${INDY}`,
      'Content-Disposition: form-data; name="name"',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      'ООО Ромашка',
      `--${INDY}`,
      'Content-Disposition: form-data; name="type"',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      '1',
      `--${INDY}--`,
      '',
    ),
    gets: '"name":"ООО Ромашка"',
  },
  {
    client: 'Delphi: the same without it is quoted-printable, which PHP does not undo',
    head: head(
      `POST ${CRM} HTTP/1.0`,
      `Content-Type: multipart/form-data; boundary=${INDY}`,
      'Content-Length: LENGTH',
      'Host: localhost',
    ),
    body: lines(
      `--${INDY}`,
      'Content-Disposition: form-data; name="name"',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '=D0=9E=D0=9E=D0=9E',
      `--${INDY}`,
      'Content-Disposition: form-data; name="type"',
      '',
      '1',
      `--${INDY}--`,
      '',
    ),
    gets: '"name":"=D0=9E=D0=9E=D0=9E"',
  },
  {
    client: 'Delphi: TNetHTTPClient, a header in UTF-8',
    head: head(
      'GET /developer/v3/client/info?clid=1781 HTTP/1.1',
      'Connection: Keep-Alive',
      'User-Agent: Embarcadero URI Client/1.0',
      'Accept: */*',
      'apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm',
      'login: маша',
      'Host: localhost',
    ),
    body: '',
    gets: '"clid":"1781"',
  },
  {
    client: 'Java: java.net.http.HttpClient, which offers HTTP/2 with a body',
    head: head(
      'POST /api/clients HTTP/1.1',
      'Connection: Upgrade, HTTP2-Settings',
      'Content-Length: LENGTH',
      'Host: localhost',
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'Upgrade: h2c',
      'User-Agent: Java-http-client/17.0.9',
      'Content-Type: application/json',
    ),
    body: '{"naimenovanie":"ООО Ромашка"}',
    gets: '"result":',
  },
  {
    client: 'Java: HttpURLConnection',
    head: head(
      'PUT /api/v1/crm/Clients?objectId=1&clientId=10000000009188 HTTP/1.1',
      'sid: rkeeper-sid',
      'Content-Type: application/json; utf-8',
      'User-Agent: Java/1.8.0_392',
      'Host: localhost',
      'Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2',
      'Connection: keep-alive',
      'Content-Length: LENGTH',
    ),
    body: '{"note":"звонить"}',
    gets: '"note":"звонить"',
  },
  {
    client: 'Guzzle: multipart of a program, each part with its length',
    head: head(
      'POST /developer/v3/client/add HTTP/1.1',
      'Host: localhost',
      'User-Agent: GuzzleHttp/7',
      ...KEYS,
      'Content-Type: multipart/form-data; boundary=b3a1f0c2d4',
      'Content-Length: LENGTH',
    ),
    body: lines(
      '--b3a1f0c2d4',
      'Content-Disposition: form-data; name="title"',
      'Content-Length: 21',
      '',
      'ООО Ромашка',
      '--b3a1f0c2d4--',
      '',
    ),
    gets: '"result":"Успешно"',
  },
  {
    client: 'a browser’s form: its last field is not closed',
    head: head(
      `POST ${CRM} HTTP/1.1`,
      'Host: localhost',
      `Content-Type: multipart/form-data; boundary=${FIREFOX}`,
      'Content-Length: LENGTH',
    ),
    body: lines(
      `--${FIREFOX}`,
      'Content-Disposition: form-data; name="name"',
      '',
      'ООО Ромашка',
      `--${FIREFOX}`,
      'Content-Disposition: form-data; name="type"',
      '',
      '1',
    ),
    gets: '"name":"ООО Ромашка"',
  },
]
