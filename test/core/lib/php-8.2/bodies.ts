import type { BodyInput } from './inputs.ts'

const TYPE = 'multipart/form-data; boundary=XX'

/** A part of the boundary XX: its headers by line, and its value. */
const part = (headers: string | readonly string[], value = '1'): string =>
  `--XX\r\n${[headers].flat().join('\r\n')}\r\n\r\n${value}\r\n`

const field = (disposition: string, value = '1'): string =>
  part(`Content-Disposition: form-data; ${disposition}`, value)

const file = (disposition: string, value = 'data', type = 'text/plain'): string =>
  part([`Content-Disposition: form-data; ${disposition}`, `Content-Type: ${type}`], value)

const END = '--XX--\r\n'

const row = (essence: string, body: string, contentType = TYPE, rest: Partial<BodyInput> = {}): BodyInput => ({
  essence,
  contentType,
  body,
  ...rest,
})

const whole = (essence: string, ...parts: readonly string[]): BodyInput => row(essence, parts.join('') + END)

const typed = (essence: string, contentType: string, body = field('name="a"') + END): BodyInput =>
  row(essence, body, contentType)

export const bodies: readonly BodyInput[] = [
  whole('two fields', field('name="a"'), field('name="b"', 'два')),
  whole(
    '.NET: bare names, the type first',
    part(['Content-Type: text/plain; charset=utf-8', 'Content-Disposition: form-data; name=a'], 'q'),
  ),
  whole('bare names with brackets', field('name=a[b]'), field('name=a[c]')),
  whole('names in single quotes', field("name='a b'"), field("name='it\\'s'")),
  whole('no space after form-data;', part('Content-Disposition: form-data;name="a"')),
  whole('more space than needed', part('Content-Disposition:   form-data;   name="a"  ;  filename="f"')),
  whole('space around =', field('name = "a"'), field('name= "b"'), field('name ="c"')),
  whole('parameters in capitals', part('CONTENT-DISPOSITION: FORM-DATA; NAME="a"')),
  whole(
    'a disposition of another kind',
    part('Content-Disposition: attachment; name="a"'),
    part('Content-Disposition: name="b"'),
  ),
  whole('a space before the colon', part('Content-Disposition : form-data; name="a"'), field('name="b"')),
  whole(
    'quotes within a name',
    field('name="a\\"b"'),
    field('name="a\\\\b"'),
    field('name="a\\b"'),
    field('name="%22"'),
  ),
  whole('a quote within a bare name', field('name=a"b;c"d; x=1'), field("name=it's; filename=f")),
  whole('a quote that is not closed', field('name="a; b'), field('name="c"')),
  whole('semicolons and equals signs in a name', field('name="a;b=c"'), field('name=="d"'), field('name=e=f')),
  whole('a name said twice', field('name="a"; name="b"')),
  whole('an empty name', field('name=""'), field('name='), field('name="b"')),
  whole('filename* only', field('name="a"; filename*=UTF-8\'\'%D0%B0.txt', 'text')),
  whole('filename and filename*', file('name="a"; filename="b.txt"; filename*=UTF-8\'\'%D0%B0.txt')),
  whole('name*', field("name*=UTF-8''a; name=b")),
  whole('names in UTF-8', field('name="имя"', 'Иван'), field('name=Ромашка', 'Р')),
  whole('percent encodings stay', field('name="a%5Bb%5D"', 'a%20b+c')),
  whole(
    'line breaks in a value',
    field('name="a"', 'x\r\ny\nz\r'),
    field('name="b"', '\r\n'),
    field('name="c"', '\n\n'),
  ),
  whole('an empty value', field('name="a"', ''), field('name="b"')),
  row(
    'an empty value without its line',
    `--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n${field('name="b"')}${END}`,
  ),
  whole(
    'dashes in a value',
    field('name="a"', '--'),
    field('name="b"', '\r\n--X\r\n--\r\n-'),
    field('name="c"', '--XX'),
  ),
  whole('a value with a line that begins as the boundary', field('name="a"', 'x\r\n--XXY\r\nz'), field('name="b"')),
  row('preamble', `This is MIME.\r\n\r\n${field('name="a"')}${END}`),
  row(
    'a preamble with a part of another boundary',
    `--YY\r\nContent-Disposition: form-data; name=y\r\n\r\n1\r\n${field('name="a"')}${END}`,
  ),
  row('epilogue', `${field('name="a"')}${END}epilogue\r\n`),
  row('a part in the epilogue', `${field('name="a"')}${END}${field('name="b"')}${END}`),
  row('the last boundary is missing', field('name="a"') + field('name="b"', 'text\r\n')),
  row('the last line is missing', `${field('name="a"')}--XX\r\nContent-Disposition: form-data; name="b"\r\n\r\ntext`),
  row('the end of the last boundary is missing', `${field('name="a"', 'x')}--X`),
  row(
    'a body that ends in its headers',
    `${field('name="a"')}--XX\r\nContent-Disposition: form-data; name="b"\r\nX: y`,
  ),
  row('a body that ends after its headers', `--XX\r\nContent-Disposition: form-data; name="b"\r\n`),
  row('bare LF', (field('name="a"', 'x\r\ny') + field('name="b"') + END).replaceAll('\r\n', '\n')),
  row('bare CR', (field('name="a"') + END).replaceAll('\r\n', '\r')),
  row('CRLF in headers, LF at boundaries', '--XX\nContent-Disposition: form-data; name="a"\r\n\r\n1\n--XX--\n'),
  whole('a folded header', part(['Content-Disposition: form-data;', ' name="a"'])),
  whole(
    'a header folded with a tab, in a name',
    part(['Content-Disposition: form-data; name="a', '\tb"; filename="c', ' d"']),
  ),
  whole('a line without a colon goes on', part(['Content-Disposition: form-data; name="a', 'b"'])),
  whole('the first line is no header', part(['nonsense', 'Content-Disposition: form-data; name="a"'])),
  whole(
    'two dispositions',
    part(['Content-Disposition: form-data; name="a"', 'Content-Disposition: form-data; name="b"']),
  ),
  whole('a part without a disposition', part('Content-Type: text/plain'), field('name="b"')),
  whole('a part without headers', '--XX\r\n\r\nvalue\r\n', field('name="b"')),
  whole('a part without a name', field('name="a"'), part('Content-Disposition: form-data'), field('name="b"')),
  whole(
    'space behind a boundary',
    field('name="a"'),
    '--XX \r\nContent-Disposition: form-data; name="b"\r\n\r\n2\r\n',
    field('name="c"'),
  ),
  whole(
    'transfer encodings',
    part(['Content-Disposition: form-data; name="a"', 'Content-Transfer-Encoding: base64'], '0JA='),
    part(['Content-Disposition: form-data; name="b"', 'Content-Transfer-Encoding: quoted-printable'], '=D0=90'),
  ),
  whole(
    'zero bytes',
    field('name="a\0b"'),
    field('name="c"', 'x\0y'),
    part(['\0', 'Content-Disposition: form-data; name="d"']),
    field('name="e"'),
  ),
  whole('a zero byte after the boundary', '--XX\0Y\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'),
  whole(
    'lists and maps',
    field('name="client[][title]"', 'AA'),
    field('name="client[][title]"', 'BB'),
    field('name="a[x][y]"'),
    field('name="a[x][z]"'),
  ),
  whole(
    'points, spaces, brackets that do not pair',
    field('name="a.b c"'),
    field('name=" d"'),
    field('name="e[f"'),
    field('name="[g]"'),
    field('name="h[i]j"'),
    field('name="k[l][m"'),
  ),
  whole(
    'white space in keys',
    field('name="a[ b]"'),
    field('name="a[  c]"'),
    field('name="a[ ]"'),
    field('name="a[\t d ]"'),
    field('name="a[ x][ y"'),
  ),
  whole(
    'a scalar and an array of one name',
    field('name="a"'),
    field('name="a[b]"'),
    field('name="c[]"'),
    field('name="c"'),
  ),
  whole(
    'keys that are integers',
    field('name="a[7]"'),
    field('name="a[2]"'),
    field('name="a[]"'),
    field('name="7"'),
    field('name="2"'),
  ),
  whole(
    'names too deep',
    field('name="b"'),
    field(`name="a[x]"`),
    field(`name="a${'[1]'.repeat(65)}"`),
    field('name="c"'),
  ),
  whole('a file', file('name="f"; filename="a.txt"')),
  whole(
    'a file with a path',
    file('name="f"; filename="C:\\fakepath\\a.txt"'),
    file('name="g"; filename="/etc/b.txt"'),
    file('name="h"; filename="a/b\\c/d.txt"'),
  ),
  whole(
    'a file with a type that has parameters',
    file('name="f"; filename="a"', 'x', 'text/html; charset=utf-8'),
    part('Content-Disposition: form-data; name="g"; filename="b"', 'y'),
  ),
  whole('a file field left empty', file('name="f"; filename=""', '', 'application/octet-stream'), field('name="b"')),
  whole(
    'a file field left empty, without its line',
    '--XX\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n',
    field('name="b"'),
  ),
  whole('an empty file', file('name="f"; filename="a"', '')),
  whole(
    'files without a name',
    part('Content-Disposition: form-data; filename="a"'),
    part('Content-Disposition: form-data; filename="b"'),
  ),
  whole('a file with an empty name', file('name=""; filename="a"'), field('name="b"')),
  whole(
    'files in lists',
    file('name="f[]"; filename="a"', 'A'),
    file('name="f[]"; filename="b"', 'B'),
    file('name="f[x][y]"; filename="c"', 'C'),
  ),
  whole('files in keys with white space', file('name="f[ a ]"; filename="a"'), file('name=" g.h"; filename="b"')),
  whole(
    'two files of one name',
    file('name="f"; filename="a"', 'A'),
    file('name="f"; filename="b"', 'B'),
    file('name="f[x]"; filename="c"', 'C'),
  ),
  whole(
    'a file whose name has unpaired brackets, and one after it',
    file('name="f[a"; filename="a"'),
    field('name="b"'),
    file('name="g"; filename="c"'),
  ),
  whole(
    'a file whose name goes on after a bracket',
    file('name="f[a]b"; filename="a"'),
    file('name="g"; filename="c"'),
  ),
  whole('a text with the name of a file', file('name="f"; filename="a"'), field('name="f"', 'a text')),
  whole('a file with the name of a text', field('name="f"', 'kept'), file('name="f"; filename="a"')),
  row('a file without a boundary after it', `${field('name="a"')}${file('name="f"; filename="a"')}`),
  whole(
    'MAX_FILE_SIZE',
    field('name="MAX_FILE_SIZE"', '3'),
    file('name="f"; filename="a"', 'abc'),
    file('name="g"; filename="b"', 'abcd'),
  ),
  whole(
    'max_file_size in small letters',
    field('name="max_file_size"', ' 3 bytes'),
    file('name="g"; filename="b"', 'abcd'),
  ),
  whole('MAX_FILE_SIZE that is no number', field('name="MAX_FILE_SIZE"', 'x'), file('name="g"; filename="b"', 'abcd')),
  row('more than 20 files', `{more}${file('name="f[]"; filename="a"', 'x')}{/more}${field('name="b"')}${END}`, TYPE, {
    times: 22,
  }),
  row(
    'files left empty do not count',
    `{more}${file('name="f[]"; filename=""', '')}{/more}${file('name="g"; filename="a"')}${END}`,
    TYPE,
    { times: 21 },
  ),
  row(
    'more than 1000 fields',
    `{more}${field('name="a[]"', 'x')}{/more}${file('name="f"; filename="a"')}${END}`,
    TYPE,
    { times: 1003 },
  ),
  row('more than 1020 parts', `{more}${field('name="a[]"', 'x')}{/more}${file('name="f"; filename="a"')}${END}`, TYPE, {
    times: 1020,
  }),
  row(
    'a file above upload_max_filesize',
    `${part('Content-Disposition: form-data; name="f"; filename="a"', '{more}x{/more}')}${field('name="b"')}${END}`,
    TYPE,
    { times: 2 * 1024 * 1024 + 1 },
  ),
  row(
    'a header longer than PHP reads at once',
    `--XX\r\nContent-Disposition: form-data; name="a{more} {/more}:b"\r\n\r\n1\r\n${field('name="c"')}${END}`,
    TYPE,
    { times: 5200 },
  ),
  row(
    'a header exactly as long',
    `--XX\r\nX: {more}y{/more}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n${END}`,
    TYPE,
    { times: 5116 },
  ),
  row(
    'a value longer than PHP reads at once',
    `${field('name="a"', '{more}x\r\n{/more}')}${field('name="b"')}${END}`,
    TYPE,
    { times: 2000 },
  ),
  typed('a quoted boundary', 'multipart/form-data; boundary="XX"'),
  typed(
    'a quoted boundary with what quotes are for',
    'multipart/form-data; boundary="a;b, c"',
    `--a;b, c\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--a;b, c--\r\n`,
  ),
  typed('something after the quotes', 'multipart/form-data; boundary="XX"YY; charset=utf-8'),
  typed('a boundary and a comma', 'multipart/form-data; boundary=XX, text/plain'),
  typed('a boundary and a semicolon', 'multipart/form-data; boundary=XX; charset=utf-8'),
  typed('Boundary in capitals', 'Multipart/Form-Data; BOUNDARY=XX'),
  typed('space before a boundary', 'multipart/form-data; boundary= XX'),
  typed('space behind boundary', 'multipart/form-data; boundary =XX'),
  typed('a boundary in single quotes', "multipart/form-data; boundary='XX'"),
  typed('the first of two boundaries', 'multipart/form-data; boundary=XX; boundary=YY'),
  typed('a name that ends in boundary', 'multipart/form-data; myboundary=XX'),
  typed(
    'an empty boundary',
    'multipart/form-data; boundary=',
    '--\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--\r\n',
  ),
  typed('no boundary', 'multipart/form-data'),
  typed('a boundary without =', 'multipart/form-data; boundary'),
  typed('a boundary whose quotes are not closed', 'multipart/form-data; boundary="XX'),
  typed('another boundary than the body has', 'multipart/form-data; boundary=YY'),
  row('no body', ''),
  row(
    'names and values in windows-1251',
    `${field('name="\xe8\xec\xff"', '\xc8\xe2\xe0\xed')}${END}`,
    `${TYPE}; charset=windows-1251`,
    { code: 'latin1', charset: 'windows-1251' },
  ),
  row(
    'bytes of every kind',
    `${file('name="f"; filename="\xff\xa0\x85"', '\0\x80\xff\n\r')}${field('name=\xa0a\x85b', '\xa0')}${END}`,
    `${TYPE}; charset=cp1251`,
    { code: 'latin1', charset: 'windows-1251' },
  ),
]
