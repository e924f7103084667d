#!/usr/bin/env bash
# A client's life in SalesMan, asked by curl: each answer is compared with what the documentation promises.
set -euo pipefail
cd "$(dirname "$0")"

folder=$(mktemp -d)
node node_modules/poligon/dist/src/cli/main.js --port 0 --quiet --ready-file "$folder/ready.json" &
trap 'kill "$!" && wait "$!"; rm -r "$folder"' EXIT
until [ -e "$folder/ready.json" ]; do sleep 0.1; done
server=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$folder/ready.json")

# The name of a sandbox before the path: it is made by the first request that names it.
crm="$server/~tour/developer/v3/client"
admin="$server/__admin/sandboxes/tour"

ask() { # METHOD URL [BODY]: body, then status
  curl -sS -X "$1" "$2" ${3:+-d "$3"} -H 'content-type: application/json' \
    -H 'apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm' -H 'login: vladislav@isaler.ru' -w ' %{http_code}'
}

says() { # TITLE PATTERN ANSWER
  if [[ $3 == $2 ]]; then echo "ok    $1"; else
    echo "FAIL  $1: $3"
    exit 1
  fi
}

says 'a new client gets the next clid' \
  '{"result":"Успешно","data":6274} 200' "$(ask POST "$crm/add" '{"title": "ООО Ромашка", "phone": "+7(495)123-45-67"}')"

says 'the same again is a duplicate, with the clid that is there' \
  '{"result":"Error","error":{"code":406,*"data":6274} 406' "$(ask POST "$crm/add" '{"title": "ООО Ромашка", "phone": "7 495 123 45 67"}')"

says 'a client with deals is not deleted' \
  '*Удаление клиента не возможно - есть сделки* 406' "$(ask POST "$crm/delete" '{"clid": 1781}')"

says 'a client without deals is' \
  '*"result":"Клиент удален","data":6274} 200' "$(ask POST "$crm/delete" '{"clid": 6274}')"

says 'added and deleted again, it leaves no change' \
  '{"changes":\[\]} 200' "$(ask GET "$admin/changes")"

ask POST "$crm/update" '{"clid": 1781, "title": "Другое имя"}' >"$folder/updated"
says 'an update is a change: before and after' \
  '*"before":*"title":"Сейлзмен Рус"*"after":*"title":"Другое имя"* 200' "$(ask GET "$admin/changes")"

says 'and a reset takes it back' '* 200' "$(ask POST "$admin/reset")"
says 'to the documented client' \
  '*"title":"Сейлзмен Рус"* 200' "$(ask POST "$crm/info" '{"clid": 1781}')"
