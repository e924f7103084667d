type Rule = readonly [pattern: RegExp, russian: string]

/**
 * What the server says when it cannot start, in Russian: its sentences part by part, in this order. The server itself
 * speaks English, to programs too; what stands in no rule stays as it is.
 */
const RULES: readonly Rule[] = [
  [
    /^Cannot start from scenario "(.*?)": there is none of that name\./,
    'Не удаётся начать со сценария «$1»: такого нет.',
  ],
  [/^Cannot start: option (\S+)/, 'Не удаётся запустить сервер: параметр $1'],
  [/^Cannot start: /, 'Не удаётся запустить сервер: '],
  [/^Cannot serve API "(.*?)": there is none of that name\./, 'Не удаётся обслуживать API «$1»: такого нет.'],
  [/^Cannot use the scenario /, 'Не удаётся использовать сценарий '],
  [/^Cannot read the scenario (.*?): /, 'Не удаётся прочитать сценарий $1: '],
  [/^Cannot use the config /, 'Не удаётся использовать конфигурацию '],
  [/^Cannot read the config (.*?): /, 'Не удаётся прочитать конфигурацию $1: '],
  [/^Cannot use the database (.*?): /, 'Не удаётся использовать базу данных $1: '],
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
  [/there is no such file|the file does not exist/, 'такого файла нет'],
  [
    /it is not an object\. Export the options as its default\./,
    'это не объект. Экспортируйте параметры по умолчанию (export default).',
  ],
  [/it ends with none of /, 'имя должно кончаться на одно из: '],
  [/\. Rename it\./, '. Переименуйте файл.'],
  [/ is not an option\./, ' не существует.'],
  [/ is not an API\./, ' — такого API нет.'],
  [/ is not a reading\./, ' — такого варианта ответа (reading) нет.'],
  [/ is not known here; known are /, ' здесь не известно; известны '],
  [/ Name it api\.topic, the API one of ([^.]*)/, ' Пишите api.тема, где api — одно из $1'],
  [/ Those of (\S+) are /, ' У $1 есть '],
  [/ must be a time zone such as (\S+), not "(.*?)"/, ' должно быть часовым поясом, например $1, а не «$2»'],
  [/ must be ISO 8601 such as (\S+), not "(.*?)"/, ' должно быть датой ISO 8601, например $1, а не «$2»'],
  [/ must be a whole number from (\d+) to (\d+)/, ' должно быть целым числом от $1 до $2'],
  [/ must be a non-empty string/, ' должно быть непустой строкой'],
  [/ must be a list of non-empty strings/, ' должно быть списком непустых строк'],
  [/ must be true or false/, ' должно быть true или false'],
  [/ must be pretty, json or off/, ' должно быть pretty, json или off'],
  [/ must be string/, ' должно быть строкой'],
  [/ must be integer/, ' должно быть целым числом'],
  [/ must be >= (-?\d+)/, ' должно быть не меньше $1'],
  [/ must be <= (-?\d+)/, ' должно быть не больше $1'],
  [/ must be (?!\S*должно)/, ' должно быть '],
  [/, not (["\w[{-])/, ', а не $1'],
  [/ refers to (\S+) (\S+), which does not exist/, ' ссылается на $1 $2, а такой записи нет'],
  [/ is given twice/, ' указано дважды'],
  [/ is taken by (\S+) (\S+)/, ' уже занято: $1 $2'],
  [/ Did you mean “([^“”]*)”\?/, ' Возможно, вы имели в виду «$1»?'],
  [/ Known are /, ' Есть: '],
  [/ Choose from /, ' Выберите из: '],
  [/, or give a \.yaml or \.json file\./, ', или укажите файл .yaml или .json.'],
  [/ Fix it, or leave it out\./, ' Исправьте это или уберите.'],
  [/ Fix it there\./, ' Исправьте это место.'],
  [/ Fix the file\./, ' Исправьте файл.'],
  [/ Check the path\./, ' Проверьте путь.'],
  [/ or (?=["\w])/g, ' или '],
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

/** A message of the server in Russian, as far as it is known. */
export const inRussian = (message: string): string =>
  RULES.reduce((text, [pattern, russian]) => text.replace(pattern, russian), sayMore(message))
