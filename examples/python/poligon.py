"""A mock server for unittest: everything that /__admin does, by urllib."""

import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.request

# By node: the shim in node_modules/.bin has another name on Windows.
MAIN = "node_modules/poligon/dist/src/cli/main.js"


class Server:
    """The server of POLIGON_URL, or one of our own that ends with us."""

    def __init__(self):
        self.process = None
        self.url = os.environ.get("POLIGON_URL")
        self.token = os.environ.get("POLIGON_TOKEN")
        if self.url is None:
            self._start()

    def _start(self):
        with tempfile.TemporaryDirectory() as folder:
            ready = pathlib.Path(folder, "ready.json")
            command = ["node", MAIN, "--port", "0", "--quiet", "--ready-file", str(ready)]
            self.process = subprocess.Popen(command)
            while not ready.exists():
                if self.process.poll() is not None:
                    raise RuntimeError("the mock server did not start")
                time.sleep(0.02)
            self.url = json.loads(ready.read_text())["url"]

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def sandbox(self, **start) -> "Sandbox":
        made = self.ask("POST", "/sandboxes", start)
        return Sandbox(self, made["id"], made["urls"])

    def ask(self, method: str, path: str, body=None):
        headers = {"content-type": "application/json"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/__admin{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=5) as reply:
            text = reply.read()
            return json.loads(text) if text else None


class Sandbox:
    """One isolated world: its data, clock, faults and journal are its own."""

    def __init__(self, server: Server, name: str, urls: dict):
        self.server = server
        self.home = f"/sandboxes/{name}"
        self.urls = urls

    def advance(self, **span):
        return self.server.ask("POST", f"{self.home}/clock/advance", span)

    def fault(self, **fault):
        return self.server.ask("POST", f"{self.home}/faults", fault)

    def requests(self) -> list:
        return self.server.ask("GET", f"{self.home}/requests")["requests"]

    def verify(self, **expectation) -> dict:
        return self.server.ask("POST", f"{self.home}/requests/verify", expectation)

    def drop(self):
        self.server.ask("DELETE", self.home)
