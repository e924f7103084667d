import { schema } from '../../api.ts'
import { ownersSeen } from './account.ts'
import { documented, notFound, nothingToShow, notShown } from './errors.ts'
import { shownFields } from './form.ts'
import { parametersOf, readFlag, readText, readWhole } from './parameters.ts'
import type { Client, Person } from './records.ts'
import { fieldsView, requisitesView, uidsView } from './rows.ts'
import { people } from './shipped/account.ts'
import { shippedInfo } from './shipped/info.ts'
import { shippedLookup } from './shipped/lookup.ts'
import type { Fields } from './shipped/php.ts'
import { withPhpFatal } from './shipped/php-fatal.ts'
import { type Call, operation, type View } from './types.ts'

/** The owners whose clients the caller may see; undefined: everybody's. The shipped server hides those of nobody. */
const SEEN = { documented: ownersSeen, shipped: people }

function documentedLookup(call: Call, params: Fields, isSeen: (client: Readonly<Client>) => boolean): Readonly<Client> {
  const { store } = call
  const clid = readWhole(params, 'clid')
  if (clid !== undefined) {
    const client = store.clients.get(clid)
    if (!client || !isSeen(client)) throw notShown()
    return client
  }
  const uid = readText(params, 'uid')
  const inn = readText(params, 'inn')
  if (uid === undefined && inn === undefined) throw nothingToShow()
  const named = store.clients.by('known', uid === undefined ? ['inn', inn!] : ['uid', uid])
  return named.find(isSeen) ?? refused()
}

const refused = (): never => {
  throw notFound()
}

const LOOKUPS = { documented: documentedLookup, shipped: shippedLookup }

function documentedInfo(call: Call, params: Fields, client: Readonly<Client>): View {
  return {
    ...withClid(call, fieldsView(call, client, shownFields(call))),
    ...(readFlag(call, params, 'bankinfo') && { bankinfo: requisitesView(client) }),
    ...(readFlag(call, params, 'uids') && { uids: uidsView(call, client) }),
    ...(readFlag(call, params, 'contacts') && {
      contacts: call.store.persons.by('clid', client.clid).map(contactView),
    }),
  }
}

const withClid = (call: Call, view: Record<string, unknown>) =>
  call.reading('infoClid') === 'string' && 'clid' in view ? { ...view, clid: String(view.clid) } : view

/** «вывод всех связанных контактов»; the page shows none. */
const contactView = ({ pid, person, ptitle, tel, mob, mail }: Readonly<Person>): View => ({
  ...{ pid, person, ptitle: ptitle ?? '', tel: tel ?? '', mob: mob ?? '', mail: mail ?? '' },
})

const VIEWS = { documented: documentedInfo, shipped: shippedInfo }

const ERRORS = 'salesman.txt: Запрос “info”: Возможные ответы в случае ошибок'

export const info = operation('GET,POST /client/info', {
  id: 'client.info',
  summary: 'Информация о клиенте по clid, uid или ИНН',
  docs: 'salesman.txt: Запрос “info”',
  body: schema<Fields>('salesman/client.info.json'),
  replies: { 200: schema('salesman/client.info.reply.json') },
  cases: [notShown(), notFound(), nothingToShow()].map(refusal => documented(refusal, ERRORS)),
  handle: call =>
    withPhpFatal(call, () => {
      const params = parametersOf(call) ?? {}
      const owners = SEEN[call.reading('visibility')](call)
      const client = LOOKUPS[call.reading('lookup')](call, params, ({ iduser }) => owners?.includes(iduser) ?? true)
      return { status: 200, body: { data: VIEWS[call.reading('infoView')](call, params, client) } }
    }),
})
