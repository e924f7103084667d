import json
import os
import unittest
import urllib.request

SERVER = os.environ.get("POLIGON_URL")


def ask(method, path):
    """Asks the server's own /__admin."""
    headers = {"authorization": f"Bearer {os.environ['POLIGON_TOKEN']}"} if "POLIGON_TOKEN" in os.environ else {}
    request = urllib.request.Request(f"{SERVER}/__admin{path}", headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read() or "null")


class Clients(unittest.TestCase):
    def setUp(self):
        made = ask("POST", "/sandboxes")
        self.vodyanoy = made["urls"]["vodyanoy"]
        self.addCleanup(ask, "DELETE", f"/sandboxes/{made['id']}")

    def test_a_client_that_is_created_is_found_by_phone(self):
        body = json.dumps({"naimenovanie": "Анна", "telefon": "+7 (916) 000-00-01"}).encode()
        request = urllib.request.Request(f"{self.vodyanoy}/clients", body, {"content-type": "application/json"})
        urllib.request.urlopen(request, timeout=5).close()
        with urllib.request.urlopen(f"{self.vodyanoy}/clients?tel=79160000001", timeout=5) as answer:
            self.assertEqual(json.load(answer)["result"]["naimenovanie"], "Анна")


if __name__ == "__main__":
    unittest.main()
