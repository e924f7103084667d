/** A query string and a form at once. */
export interface TextInput {
  readonly sends: string
  /** How often what stands in `{more}…{/more}` is sent. */
  readonly times?: number
  /** Of its bytes; default: UTF-8. */
  readonly charset?: 'windows-1251'
}

const nested = (depth: number, inner = '1'): string => `a${`[${inner}]`.repeat(depth)}=x`

export const texts: readonly TextInput[] = [
  // Plain names.
  '',
  'a=1',
  'a=1&b=2',
  'a',
  'a&b=1',
  'a=',
  '=1',
  '=',
  '&',
  '&&a=1&&b=2&',
  'a=1&a=2',
  'a=1&a=1',
  'b=1&a=2&b=3',
  'a=b=c',
  'a=1;b=2',
  'a==1',
  'a?b=1',
  'Имя=Иван&город=Москва',
  // What an encoding is.
  'name=%D0%98%D0%B2%D0%B0%D0%BD+%D0%9F%D0%B5%D1%82%D1%80%D0%BE%D0%B2',
  '%D0%B8%D0%BC%D1%8F=1',
  't%65l=%2B7%20999',
  'a=100%&b=%zz&c=%4&d=%',
  'a%=1&%zz=2',
  'a=%25%32%30',
  'a=1+2&b+c=3',
  'a%3Db=1&a%26b=2',
  'a=%e4%bd%a0',
  'a=%0D%0A%09',
  'a=%22%5C%2F%08%0C',
  // Zero bytes.
  'a%00b=1',
  '%00=1&a=2',
  'a=1%002',
  'a[%00b]=1&c[d%00]=2',
  'a[b]%00[c]=1',
  // Points and spaces.
  'a.b=1&a.b.c=2',
  'a b=1',
  'a+b=1&a%20c=2',
  '+a=1&++b=2',
  '+=1',
  '.=1&..=2',
  'a.b[c.d]=1',
  'a+b[c+d]=1',
  'a%2Eb=1',
  // Lists and maps.
  'a[]=1&a[]=2',
  'a[b]=1&a[c]=2',
  'a[b][c]=1&a[b][d]=2',
  'a[][x]=1&a[][y]=2',
  'client[][title]=AA&client[][title]=BB',
  'client[0][title]=AA&client[0][phone]=1&client[1][title]=BB',
  'a%5B%5D=1&a%5Bb%5D=2',
  'a[][]=1&a[][]=2',
  'a[0]=x&a[1]=y&a[2]=z',
  'a[1]=x&a[0]=y',
  'a[1]=x',
  'a[5]=x&a[]=y&a[2]=z&a[]=w',
  'a[b]=x&a[]=y',
  '0=a&1=b',
  '5=a&3=b&x=c&1=d',
  'x=1&0=2',
  'a[]=1&a[0]=2',
  // Keys that are integers, and those that are not.
  'a[01]=1&a[-0]=2&a[1]=3&a[]=4',
  'a[-5]=x&a[]=y',
  'a[-1]=x&a[]=y&a[]=z',
  'a[1.5]=x&a[]=y',
  'a[1e3]=x&a[]=y',
  'a[+1]=x&a[%2B1]=y&a[]=z',
  'a[9007199254740993]=x&a[]=y',
  'a[9223372036854775806]=x&a[]=y&a[]=z',
  'a[9223372036854775807]=x&a[]=y',
  'a[9223372036854775807]=x&a[][b]=y&c=1',
  'a[9223372036854775808]=x&a[]=y',
  'a[-9223372036854775808]=x&a[]=y&a[-9223372036854775809]=z',
  'a[18446744073709551617]=x&a[1]=y',
  'a[4294967295]=x&a[4294967294]=y&a[1]=z',
  '4294967295=x&4294967294=y&1=z&01=w',
  // Brackets that do not pair.
  'a[b=1',
  'a[=1',
  'a[b.c d[e=1',
  '[a]=1',
  '[]=1',
  '[=1',
  'a]=1&a]b=2',
  'a[b]c=1',
  'a[b]c[d]=1',
  'a[b].c=1',
  'a[b][c=1',
  'a[][b=1&a[][c=2',
  'a[[b]]=1',
  'a[[]]=1',
  'a[]]=1',
  'a[b]]=1',
  'a[b[c]=1',
  '.[a]=1',
  '+[a]=1',
  'a[ ]=1&a[ b]=2&a[b ]=3&a[  ]=4',
  'a[%09]=1&a[%0A]=2&a[%0B]=3&a[%0C]=4&a[%0D]=5&a[%A0]=6',
  'a[ b=1&c[ =2',
  // A scalar and an array of one name.
  'a=1&a[b]=2',
  'a[b]=1&a=2',
  'a[]=1&a=2&a[]=3',
  'a[b]=1&a[b][c]=2',
  'a[b][c]=1&a[b]=2',
  'z=0&a=1&b=2&a[x]=3',
  'a.b=1&a_b=2&a[b=3',
  // Names that mean something elsewhere.
  'this=1&GLOBALS=2&_POST=3',
  'constructor=1&toString=2&hasOwnProperty[a]=3&length=4',
  'a[constructor]=1&a[length]=2&a[toString][x]=3',
  'a[__Host-b]=1&..Host-c=2&__Host-d[__Host-e]=3&__Host-=4',
  'a[b][__Secure-c]=1&._Secure-d=2&__Secure-e=3',
  // Bounds.
  { sends: '{more}a[]=x&{/more}', times: 1003 },
  { sends: '{more}a[]=x&{/more}', times: 1000 },
  { sends: '{more}b&{/more}c=1&d=2&e=3&f=4', times: 998 },
  { sends: '{more}&{/more}a=1&b=2&c=3', times: 999 },
  nested(63),
  nested(64),
  nested(65),
  `a=1&b=2&${nested(65)}&c=3`,
  `b=2&a[x]=1&${nested(65)}&a[y]=3`,
  nested(65, ''),
  nested(64, '').replace('=', '[b='),
  // Other bytes than UTF-8.
  { sends: 'имя=Иван&%E3%EE%F0%EE%E4=%CC%EE%F1%EA%E2%E0', charset: 'windows-1251' },
  { sends: 'a[%FF]=%98%C0%80&%F0%9F=1', charset: 'windows-1251' },
].map(input => (typeof input === 'string' ? { sends: input } : (input as TextInput)))

const repeated = (text: string, times: number): string =>
  text.replace(/\{more\}(.*)\{\/more\}/s, (_, more: string) => more.repeat(times))

export const textOf = ({ sends, times = 1 }: TextInput): string => repeated(sends, times)

export interface BodyInput {
  readonly essence: string
  readonly contentType: string
  readonly body: string
  /** How often what stands in `{more}…{/more}` is sent. */
  readonly times?: number
  /** Of the body's bytes; default: UTF-8. */
  readonly code?: 'latin1'
  /** What PHP's bytes are read as; default: UTF-8. */
  readonly charset?: 'windows-1251'
}

export const bytesOf = ({ body, times = 1, code }: BodyInput): Buffer => Buffer.from(repeated(body, times), code)
