"""One mock server for the run, a sandbox for each test."""

import json
import os
import shutil
import subprocess
import time
import urllib.request

import pytest


@pytest.fixture(scope="session")
def poligon(tmp_path_factory):
    """Where the server is: that of POLIGON_URL, or one of our own that ends with the run."""
    if "POLIGON_URL" in os.environ:
        yield os.environ["POLIGON_URL"]
        return
    ready = tmp_path_factory.mktemp("poligon") / "ready.json"
    main = "node_modules/poligon/dist/src/cli/main.js"
    command = [shutil.which("node"), main, "--port", "0", "--quiet", "--ready-file", str(ready)]
    process = subprocess.Popen(command)
    while not ready.exists():
        if process.poll() is not None:
            raise RuntimeError("the mock server did not start")
        time.sleep(0.02)
    yield json.loads(ready.read_text())["url"]
    process.terminate()
    process.wait()


@pytest.fixture
def admin(poligon):
    """Asks /__admin: admin("POST", "/sandboxes", scenario="blank")."""

    def ask(method, path, **body):
        headers = {"content-type": "application/json"}
        if "POLIGON_TOKEN" in os.environ:
            headers["authorization"] = f"Bearer {os.environ['POLIGON_TOKEN']}"
        data = json.dumps(body).encode() if method != "GET" else None
        request = urllib.request.Request(f"{poligon}/__admin{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=5) as reply:
            text = reply.read()
            return json.loads(text) if text else None

    return ask


@pytest.fixture
def sandbox(admin):
    """A world of its own for each test: its id, and the address of each API."""
    made = admin("POST", "/sandboxes", scenario="prepaid-balance")
    yield made
    admin("DELETE", f"/sandboxes/{made['id']}")
