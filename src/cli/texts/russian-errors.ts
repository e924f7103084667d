type Rule = readonly [pattern: RegExp, russian: string]

/**
 * What the server says when it cannot start, in Russian: its sentences part by part, in this order. The server itself
 * speaks English, to programs too; what stands in no rule stays as it is.
 */
const RULES: readonly Rule[] = [
  [
    /^Cannot start from scenario "(.*?)": it is not the name of a scenario\./,
    'Не удаётся начать со сценария «$1»: такого нет.',
  ],
  [/^Cannot start: option (\S+) must /, 'Не удаётся запустить сервер: значение параметра $1 must '],
  [/^Cannot start: option (\S+)/, 'Не удаётся запустить сервер: параметр $1'],
  [/^Cannot start: /, 'Не удаётся запустить сервер: '],
  [/^Cannot serve API "(.*?)": it is not the name of an API\./, 'Не удаётся обслуживать API «$1»: такого нет.'],
  [/^Cannot use the scenario /, 'Не удаётся использовать сценарий '],
  [/^Cannot read the scenario (.*?): /, 'Не удаётся прочитать сценарий $1: '],
  [/^Cannot use the config /, 'Не удаётся использовать конфигурацию '],
  [/^Cannot read the config (.*?): /, 'Не удаётся прочитать конфигурацию $1: '],
  [/^Cannot use the database (.*?): /, 'Не удаётся использовать базу данных $1: '],
  [/: connection refused /, ': в подключении отказано '],
  [/: it does not answer/, ': она не отвечает'],
  [/: its host is not known/, ': такой хост неизвестен'],
  [/: its host cannot be reached/, ': её хост недоступен'],
  [/: the user or the password is wrong/, ': неверное имя или пароль'],
  [/: the user may not log in/, ': этому пользователю вход запрещён'],
  [/: it asks for a password/, ': нужен пароль'],
  [/: there is no such database/, ': такой базы нет'],
  [/ Start it, or give another\./, ' Запустите её или укажите другую.'],
  [/ Fix the address, or give another\./, ' Исправьте адрес или укажите другую.'],
  [/ Create it, or give another\./, ' Создайте её или укажите другую.'],
  [/: the package pg is not installed\. Run npm install pg\./, ': не установлен пакет pg. Выполните npm install pg.'],
  [
    /^The database (\S+) is away: (.*?)\. Nothing is acknowledged until it is back\.$/,
    'База данных $1 недоступна: $2. Пока она не вернётся, ничего не подтверждается.',
  ],
  [/^The database (\S+) answers again\.$/, 'База данных $1 снова отвечает.'],
  [/^Cannot write the database (.*?): /, 'Не удаётся записать базу данных $1: '],
  [
    /^Cannot use the certificate (\S+) with the key (\S+): .*$/,
    'Не удаётся использовать сертификат $1 с ключом $2: нужны файлы PEM без пароля, подходящие друг к другу. Проверьте файлы.',
  ],
  [/^Cannot read (\S+): /, 'Не удаётся прочитать $1: '],
  [
    /^Cannot listen on (\S+): the port is taken\. .*$/,
    'Не удаётся занять адрес $1: порт уже занят. Остановите того, кто его занял, или выберите другой через --port.',
  ],
  [
    /^Cannot listen on (\S+): permission is denied\. .*$/,
    'Не удаётся занять адрес $1: нет прав. Выберите через --port порт больше 1023.',
  ],
  [
    /^Cannot listen on (\S+): this machine has no such address\. .*$/,
    'Не удаётся занять адрес $1: у этого компьютера нет такого адреса. Выберите другой через --host.',
  ],
  [
    /^Cannot listen on (\S+): the host is not known\. .*$/,
    'Не удаётся занять адрес $1: такой хост неизвестен. Выберите другой через --host.',
  ],
  [/^Cannot listen on (\S+): /, 'Не удаётся занять адрес $1: '],
  [
    /^A client spoke https:\/\/ to port (\d+), .*$/,
    'Клиент обратился по https:// к порту $1, где сервер работает по http://. Дайте ему адрес с http:// или запустите сервер с --https.',
  ],
  [
    /^A client spoke http:\/\/ .*$/,
    'Клиент обратился по http:// к порту, где сервер работает по https://. Дайте ему адрес с https:// или запустите сервер без --https.',
  ],
  [/ (--\S+) needs (--\S+) too\. Give both files\./, ' вместе с $1 нужен и $2. Укажите оба файла.'],
  [/^There is no sandbox "(.*?)"\./, 'Песочницы «$1» нет.'],
  [/^There is no request "(.*?)"\./, 'Запроса «$1» нет.'],
  [/^There is no fault "(.*?)"\./, 'Сбоя «$1» нет.'],
  [/^There is already a sandbox "(.*?)"\./, 'Песочница «$1» уже есть.'],
  [/^There is already a fault "(.*?)"\./, 'Сбой «$1» уже есть.'],
  [/^The sandbox "default" always exists\./, 'Песочница «default» есть всегда.'],
  [/^"(.*?)" is not a valid sandbox name\./, 'Нельзя назвать песочницу «$1».'],
  [
    / Use 1 to 63 of a-z, 0-9, “\.”, “_” and “-”, beginning with a letter or digit\./,
    ' Имя состоит из 1–63 знаков a-z, 0-9, «.», «_» и «-» и начинается с буквы или цифры.',
  ],
  [/^All (\d+) sandboxes are in use\./, 'Заняты все песочницы: $1.'],
  [/^\/__admin needs the token of this server\./, 'Серверу нужен его токен.'],
  [/the file does not exist/, 'такого файла нет'],
  [/: its folder does not exist/, ': такой папки нет'],
  [/: a part of the path is not a folder/, ': часть пути — не папка'],
  [/: it is a folder/, ': это папка'],
  [/: permission is denied/, ': нет прав'],
  [/: the disk is full/, ': на диске нет места'],
  [/: the disk is read-only/, ': диск только для чтения'],
  [/: the name is too long/, ': слишком длинное имя'],
  [
    /it is not an object\. Export the options as default\./,
    'это не объект. Экспортируйте параметры по умолчанию (export default).',
  ],
  [/its name must end with one of /, 'имя должно кончаться на одно из: '],
  [/\. Rename it\./, '. Переименуйте файл.'],
  [/ is not an option\./, ' не существует.'],
  [/ is not an API\./, ' — такого API нет.'],
  [/ is not a reading\./, ' — такого прочтения нет.'],
  [/ is not an API; choose from /, ' — такого API нет; выберите из: '],
  [/ is not an operation; nearest are /, ' — такой операции нет; похожи на неё '],
  [/ is not a counter; choose from /, ' — такого счётчика нет; выберите из: '],
  [/ is not a collection of (\S+); choose from /, ' — такой коллекции у $1 нет; выберите из: '],
  [/ is not known here; choose from /, ' здесь не известно; выберите из: '],
  [/ Write it as api\.topic, with an API of ([^.]*)/, ' Пишите api.тема, где api — одно из $1'],
  [/ must be a time zone such as (\S+), not "(.*?)"/, ' должно быть часовым поясом, например $1, а не «$2»'],
  [/ must be ISO 8601 such as (\S+), not "(.*?)"/, ' должно быть датой ISO 8601, например $1, а не «$2»'],
  [/ must be a whole number from (\d+) to (\d+)/, ' должно быть целым числом от $1 до $2'],
  [/ must be a non-empty string/, ' должно быть непустой строкой'],
  [/ must be a list of non-empty strings/, ' должно быть списком непустых строк'],
  [
    / must be a list of host names or addresses, without scheme, port and path/,
    ' должно быть списком имён хостов или адресов, без схемы, порта и пути',
  ],
  [/ must be a list of what defineApi gives/, ' должно быть списком того, что возвращает defineApi'],
  [/ must be a URL such as (\S+), without query/, ' должно быть URL без параметров, например $1'],
  [/ must be a function/, ' должно быть функцией'],
  [/ must be true or false/, ' должно быть true или false'],
  [/ must be pretty, json or off/, ' должно быть pretty, json или off'],
  [/ must be a string/, ' должно быть строкой'],
  [/ must be a whole number/, ' должно быть целым числом'],
  [/ must be a number/, ' должно быть числом'],
  [/ must be an object/, ' должно быть объектом'],
  [/ must be a list/, ' должно быть списком'],
  [/ must be a path/, ' должно быть путём'],
  [/ must be empty/, ' должно быть пустым'],
  [/ must be more than (\S+)/, ' должно быть больше $1'],
  [/ must be less than (\S+)/, ' должно быть меньше $1'],
  [/ must be a multiple of (\S+)/, ' должно быть кратно $1'],
  [/ must be a date and time such as (\S+)/, ' должно быть датой и временем, например $1'],
  [/ must be a date such as (\S+)/, ' должно быть датой, например $1'],
  [/ must be in the years 1 to 9999/, ' должно быть в годах с 1 по 9999'],
  [/ must look like /, ' должно выглядеть как '],
  [/ must not be empty/, ' не должно быть пустым'],
  [/ must not be blank/, ' не должно состоять из пробелов'],
  [/ must not repeat an item/, ' не должно повторять элементы'],
  [/ must have at least (\d+) characters/, ' — не короче $1 символов'],
  [/ must have at most (\d+) characters/, ' — не длиннее $1 символов'],
  [/ must have at least (\d+) items/, ' — не меньше $1 элементов'],
  [/ must have at most (\d+) items/, ' — не больше $1 элементов'],
  [/ must have at least (\d+) fields/, ' — не меньше $1 полей'],
  [/ must have at most (\d+) fields/, ' — не больше $1 полей'],
  [/ is missing/, ' не указано'],
  [/ has a value that is not allowed/, ' имеет недопустимое значение'],
  [/ does not match any of the allowed forms/, ' не имеет ни одной из допустимых форм'],
  [/ has a wrong format/, ' записано не так, как нужно'],
  [/ must be (-?\d+) or more/, ' должно быть не меньше $1'],
  [/ must be (-?\d+) or less/, ' должно быть не больше $1'],
  // One of several values; what a parser says has other words there.
  [/ must be (?=("[^"]*"|[\w.-]+)((,| or) ("[^"]*"|[\w.-]+))*(,? not |, а не |[.;]|$))/, ' должно быть '],
  [/, not (["\w[{-])/, ', а не $1'],
  [/ refers to (\S+) (\S+), which does not exist/, ' ссылается на $1 $2, а такой записи нет'],
  [/ is given twice/, ' указано дважды'],
  [/ is taken by (\S+) (\S+)/, ' уже занято: $1 $2'],
  [/ Did you mean “([^“”]*)”\?/, ' Возможно, вы имели в виду «$1»?'],
  [/ Choose from /, ' Выберите из: '],
  [/, or give a \.yaml or \.json file\./, ', или укажите файл .yaml или .json.'],
  [/ Fix it, or leave it out\./, ' Исправьте это или уберите.'],
  [/ Fix it there\./, ' Исправьте это место.'],
  [/ Fix the file\./, ' Исправьте файл.'],
  [/ Check the path\./, ' Проверьте путь.'],
  [/(?<!параметра )(?<=^|\s)([A-Za-z][\w.[\]]*) (?=(?:не )?должно )/g, 'значение $1 '],
]

/** ` Run npx poligon scenarios check a.yaml to see 2 more.`: its parts change places. */
function sayMore(message: string): string {
  const from = message.indexOf(' Run npx poligon scenarios check ')
  const rest = message.slice(from)
  const more = / to see (\d+) more\./.exec(rest)
  if (from < 0 || !more) return message
  const command = rest.slice(' Run '.length, more.index)
  return `${message.slice(0, from)} Другие ошибки (${more[1]}) покажет ${command}.${rest.slice(more.index + more[0].length)}`
}

/** Between the last two of the values that there are to choose from. */
const sayOr = (text: string): string =>
  /должно быть |Выберите из: /.test(text) ? text.replace(/(?<=["\w]) or (?=["\w])/g, ' или ') : text

/** A message of the server in Russian, as far as it is known. */
export const inRussian = (message: string): string =>
  sayOr(RULES.reduce((text, [pattern, russian]) => text.replace(pattern, russian), sayMore(message)))
