"""Usage: python3 client.py URL SCENE: what Python's clients send, as programs write it."""

import gzip
import http.client
import io
import json
import sys
from urllib.parse import quote, urlsplit

import requests

URL, SCENE = sys.argv[1:]
SALESMAN = {"apikey": "t1xdeOwWSIqgDol70CkRdK3WD4N4cm", "login": "vladislav@isaler.ru"}
CRM = f"{URL}/rest/client?auth_key=sandbox-key&fields=id,name"


def plain(method, path, body=None, headers={}, **options):
    connection = http.client.HTTPConnection(urlsplit(URL).netloc)
    connection.request(method, path, body, headers, **options)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def sent(method, url, **options):
    answer = requests.request(method, url, **options)
    return answer.status_code, answer.json()


def again():
    with requests.Session() as session:
        for _ in range(3):
            answer = session.get(f"{URL}/api/clients", params={"limit": 1})
    return answer.status_code, answer.json()


SCENES = {
    "json": lambda: sent("POST", f"{URL}/api/clients", json={"naimenovanie": "ООО Ромашка"}),
    "letters": lambda: sent("GET", f"{CRM}&name=Ромашка"),
    "params": lambda: sent("GET", f"{URL}/developer/v3/client/list", headers=SALESMAN, params={"filter[type]": "client"}),
    "form": lambda: sent("POST", CRM, data={"name": "ООО Ромашка", "type": 1}),
    "files": lambda: sent(
        "POST",
        f"{URL}/developer/v3/client/add",
        headers=SALESMAN,
        data={"title": "ООО Ромашка"},
        files={"file": ("счёт.txt", io.BytesIO(b"1"))},
    ),
    "login": lambda: sent(
        "GET", f"{URL}/developer/v3/client/info", headers={**SALESMAN, "login": "маша".encode()}, params={"clid": 1781}
    ),
    "gzip": lambda: sent(
        "POST",
        f"{URL}/api/clients",
        headers={"content-type": "application/json", "content-encoding": "gzip"},
        data=gzip.compress(json.dumps({"naimenovanie": "ООО Ромашка"}).encode()),
    ),
    "stream": lambda: sent(
        "PUT",
        f"{URL}/api/v1/crm/Clients?objectId=1&clientId=10000000009188",
        headers={"sid": "rkeeper-sid", "content-type": "application/json"},
        data=iter([b'{"note": ', b'"1"}']),
    ),
    "again": again,
    "plain-get-json": lambda: plain(
        "GET", "/developer/v3/client/info", '{"clid": 1781}', {**SALESMAN, "Content-Type": "application/json"}
    ),
    "plain-chunks": lambda: plain(
        "POST",
        "/api/lite/auth",
        [b'{"login": "kaktus-login",', b' "password": "kaktus-password"}'],
        {"Content-Type": "application/json"},
        encode_chunked=True,
    ),
    "plain-1251": lambda: plain(
        "POST",
        "/rest/client?auth_key=sandbox-key&fields=id,name",
        ("name=" + quote("ООО Ромашка", encoding="cp1251") + "&type=1").encode(),
        {"Content-Type": "application/x-www-form-urlencoded; charset=windows-1251"},
    ),
}
status, body = SCENES[SCENE]()
print(json.dumps({"status": status, "body": body}))
