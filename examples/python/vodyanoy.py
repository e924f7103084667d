"""What a delivery company asks «Водяной»: how much does a client owe?"""

import json
import time
import urllib.error
import urllib.request


class Vodyanoy:
    def __init__(self, base_url: str, tries: int = 3, pause: float = 0.05):
        self.base_url = base_url
        self.tries = tries
        self.pause = pause

    def debt(self, client: str) -> float:
        """Roubles owed this morning; below zero, they are paid ahead."""
        return self._get(f"/clients/{client}/balance")["result"]

    def _get(self, path: str) -> dict:
        """A server that is down, or a line that breaks, is asked again; a «no» is not."""
        for attempt in range(1, self.tries + 1):
            try:
                with urllib.request.urlopen(self.base_url + path, timeout=5) as reply:
                    return json.load(reply)
            except urllib.error.HTTPError as error:
                if error.code < 500 or attempt == self.tries:
                    raise
            except (urllib.error.URLError, ConnectionError):
                if attempt == self.tries:
                    raise
            time.sleep(self.pause * attempt)
        raise ValueError("tries must be 1 or more")
