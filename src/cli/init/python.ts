import { ACCOUNT, type Plan, type Project } from './runner.ts'

export function pytestPlan(project: Project): Plan {
  const tests = project.first(['tests', 'test']) ?? 'tests'
  const isPackage = project.has(`${tests}/__init__.py`)
  // Fixtures stand in conftest.py; where there is one already they stand beside it, and the test asks for them.
  const isOurs = !project.has(`${tests}/conftest.py`) || project.read(`${tests}/conftest.py`) === FIXTURES
  const fixtures = isOurs ? 'conftest' : 'poligon_fixtures'
  const imported = isOurs
    ? ''
    : `from ${isPackage ? '.' : ''}poligon_fixtures import poligon, sandbox  # noqa: F401\n\n`
  return {
    files: [
      { file: `${tests}/${fixtures}.py`, text: FIXTURES },
      { file: `${tests}/test_poligon.py`, text: imported + TEST },
    ],
    byHand: [],
    run: `${process.platform === 'win32' ? 'python' : 'python3'} -m pytest ${tests}/test_poligon.py`,
  }
}

const FIXTURES = `import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.request

import pytest

MAIN = "node_modules/poligon/dist/src/cli/main.js"


class Sandbox:
    """A world of its own in the mock server, for one test."""

    def __init__(self, server):
        self.server = server
        made = self.ask("POST", "/sandboxes", {})
        self.id, self.urls = made["id"], made["urls"]

    def base_url(self, api):
        """Where code under test reaches an API in this sandbox."""
        return self.urls[api]

    def changes(self):
        """What differs from the start."""
        return self.ask("GET", f"/sandboxes/{self.id}/changes")["changes"]

    def ask(self, method, path, body=None):
        """Asks the server's own /__admin."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        if os.environ.get("POLIGON_TOKEN"):
            headers["authorization"] = f"Bearer {os.environ['POLIGON_TOKEN']}"
        request = urllib.request.Request(f"{self.server}/__admin{path}", data, headers, method=method)
        # Not through a proxy: the server is on this machine.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return json.loads(answer.read() or "null")


@pytest.fixture(scope="session")
def poligon(pytestconfig):
    """The address of the mock server: POLIGON_URL, or of one that lives as long as the tests."""
    if os.environ.get("POLIGON_URL"):
        yield os.environ["POLIGON_URL"]
        return
    with tempfile.TemporaryDirectory() as folder:
        ready = pathlib.Path(folder, "ready.json")
        command = ["node", MAIN, "--port", "0", "--quiet", "--log", "off", "--ready-file", str(ready)]
        process = subprocess.Popen(command, cwd=pytestconfig.rootpath)
        while not ready.exists():
            if process.poll() is not None:
                raise RuntimeError("the mock server did not start: see above")
            time.sleep(0.02)
        yield json.loads(ready.read_text())["url"]
        process.terminate()
        process.wait()


@pytest.fixture
def sandbox(poligon):
    """A sandbox for one test."""
    box = Sandbox(poligon)
    yield box
    box.ask("DELETE", f"/sandboxes/{box.id}")
`

const TEST = `import json
import urllib.error
import urllib.request

HEADERS = {
    "content-type": "application/json",
    "apikey": "${ACCOUNT.apikey}",
    "login": "${ACCOUNT.login}",
}


def add(base_url, title):
    """Put a call of your own code here: all that it needs is the base URL."""
    data = json.dumps({"title": title}).encode()
    request = urllib.request.Request(f"{base_url}/client/add", data, HEADERS)
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        answer = refused
    return json.loads(answer.read())


def test_a_company_that_is_there_already_is_not_added_again(sandbox):
    answer = add(sandbox.base_url("salesman"), "ООО Ромашка")
    assert (answer["error"]["code"], answer["data"]) == (406, 7001)
    assert sandbox.changes() == []
`
