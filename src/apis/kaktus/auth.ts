import { type Call, schema } from '../../api.ts'
import { documented, unauthorized, wrongPassword } from './errors.ts'
import { operation, type Types } from './types.ts'

export const ACCOUNT = { login: 'kaktus-login', password: 'kaktus-password' }

const FOUR_HOURS = 4 * 3600
/** Tokens kept; the oldest go first. */
const LIMIT = 100

interface Token {
  readonly token: string
  /** When it ends, by the sandbox's clock. */
  readonly until: number
}

export const memory = schema<readonly Token[]>({
  type: 'array',
  items: {
    type: 'object',
    properties: { token: { type: 'string' }, until: { type: 'number' } },
    required: ['token', 'until'],
  },
})

const tokensOf = ({ memory }: Pick<Call, 'memory'>): readonly Token[] => (memory ?? []) as readonly Token[]

const LOGIN = 'kaktus.txt: the page shows no authorisation'
const UNSHOWN = { basis: 'The page shows no authorisation: it is our guess.' }

export const login = operation('POST /auth', {
  id: 'auth.login',
  summary: 'Получение токена',
  docs: LOGIN,
  body: schema<{ login: string; password: string }>('kaktus/auth.login.json'),
  replies: { 200: schema('kaktus/auth.login.reply.json') },
  cases: [
    documented('wrong-password', wrongPassword().message, LOGIN, UNSHOWN),
    documented('missing-login', 'Поле …: обязательно', LOGIN, UNSHOWN),
  ],
  handle(call) {
    const { body, credential, now, random, conceal } = call
    const user = credential('login')!
    if (user !== ACCOUNT.login || credential('password') !== ACCOUNT.password) throw wrongPassword()
    const token = random.hex(32)
    conceal(token)
    const alive = tokensOf(call).filter(({ until }) => now < until)
    call.memory = [...alive, { token, until: now + FOUR_HOURS * 1000 }].slice(-LIMIT)
    return {
      status: 200,
      body: {
        access_token: token + sandboxSuffix(body.login, user),
        token_type: 'bearer',
        login: user,
        expires_in: FOUR_HOURS,
      },
    }
  },
})

/** A login that names a sandbox (`login~w1`) gets a token that names it too, so the client stays there. */
const sandboxSuffix = (given: string, user: string): string => given.slice(user.length)

export function authenticate(call: Call<Types>): void {
  const given = call.credential('token')
  const isKnown = tokensOf(call).some(({ token, until }) => token === given && call.now < until)
  if (!isKnown) throw unauthorized()
}
