import { defineReadings } from '../../../api.ts'

/** Where the vendor's own server differs from its page: `documented` or `shipped`, each to be picked alone. */
const differs = <const T extends string>(about: string, documented: T, shipped: string) => ({
  about,
  options: { documented, shipped },
  default: 'documented' as const,
  profiles: { shipped: 'shipped' as const },
})

export const shippedReadings = defineReadings({
  transport: differs(
    'Where are the parameters of a request read, and what may they be?',
    'in a JSON body, a form and the query string, together; their types are checked',
    'in the JSON body alone where Content-Type is exactly `application/json`, else in query string and form, with quotes replaced; types are juggled as PHP does, numbers beyond 64 bits too; a JSON body with a byte order mark, or of bytes that are not UTF-8, is not read; any method, and an `action` parameter wins over the path',
  ),
  auth: differs(
    'Where does the server look for key and login, and how does it compare them?',
    'in headers of any case, then in parameters; character by character',
    'in the headers `apikey` and `Apikey`, `login` and `Login`, of a request whose type is JSON, else in parameters; as the database compares texts',
  ),
  errors: differs(
    'Which codes and texts do errors have?',
    'the documented ones',
    '401 for a wrong key too, 402 for a client without a title, 304 and `exists` for a duplicate, 408 for one with deals, 403 where update or delete name no client',
  ),
  json: differs(
    'How is JSON written?',
    'UTF-8 as it is',
    'as PHP does: `\\/`, and every letter that is neither ASCII nor Russian as `\\uXXXX`',
  ),
  formFields: differs(
    'What does `fields` list?',
    'the page’s 21 names, then input1 to input9',
    'five names of its own, then the form’s in the order of its records, input10 too',
  ),
  order: differs(
    'In which order does a list come?',
    'as `order` and `first` say, by `date_create` without them',
    'always descending, by any SQL expression, name or number of a column; rows that are equal come in the order of the table; without an `order` that the database takes the server dies',
  ),
  filters: differs(
    'Which filters does a list know, and how do they compare?',
    'the documented ones',
    'as the database does, with wildcards and dates to the second, under the names `d1` and `d2` too; `relations` for `relation`; an unknown guide entry finds clients without one, an unknown source is made; `iduser` lifts visibility',
  ),
  visibility: differs(
    'Whose clients may a login see and change?',
    'an admin everybody’s, a manager their own',
    'by position (`tip`); `info` hides clients whose owner is not a user; update and delete ask nobody',
  ),
  listParams: differs(
    'What does a list say about its page?',
    '`page` and `pageall`',
    'page 0 is 1, and `ord`, `tuda` and `count` are there too',
  ),
  rows: differs(
    'What is in a row of a list?',
    'the active fields, guide entries by title, what is empty as ""',
    'guide entries by title and id under names of their own, what is empty as null, no `uids`',
  ),
  lookup: differs(
    'How does a request find one client?',
    'by `clid`, else `uid`, else `inn`',
    '`info` by `uid` before `clid`, `inn` beside them and in any requisite; update by `clid` unless it is 0; as the database compares',
  ),
  infoView: differs(
    'What does `info` show?',
    'the active fields, then what was asked for',
    'the whole record under names of its own; of contacts the caller’s own with a mail; always `person`; nothing of a client without a title',
  ),
  matching: differs(
    'How does `add` look for duplicates?',
    'by title, phone digits, mail and uid, as `salesman.duplicate` says',
    'by the cleaned title, and any phone but for its first digit and a part of the mail, as LIKE finds them',
  ),
  cleaning: differs(
    'What happens to values that add and update write?',
    'they are kept as sent',
    'they are cleaned of markup and quotes, cut to their columns, and juggled into them; an empty one that update writes is ""; an unknown `user` makes the client nobody’s',
  ),
  dateCreate: differs(
    'In which form may `date_create` come?',
    '`YYYY-MM-DD HH:mm:ss`, else it is refused',
    'in every form that PHP’s `strtotime` reads: other orders and words, weeks, days of the year, zones, relative ones; what it cannot read is the present, what the column cannot hold the zero date',
  ),
  addList: differs(
    'How does `add.list` take its records?',
    '`client` is required; `user` beside it serves records without their own',
    'no list gives []; `user` beside it and `iduser` in a record are ignored; a record that the server dies of ends it, earlier ones stay',
  ),
  deletion: differs(
    'What is deleted along with a client?',
    'history, reminders, files and uids; persons stay unbound',
    'history and files, which it counts as 0; reminders with a contact stay unbound, uids stay',
  ),
})
