import json
import urllib.request

DELIVERED_TODAY = "10000000007004"


def debt(base_url):
    with urllib.request.urlopen(f"{base_url}/clients/{DELIVERED_TODAY}/balance", timeout=5) as reply:
        return json.load(reply)["result"]


def test_a_delivery_of_today_is_owed_tomorrow(sandbox, admin):
    vodyanoy = sandbox["urls"]["vodyanoy"]
    assert debt(vodyanoy) == 0
    admin("POST", f"/sandboxes/{sandbox['id']}/clock/advance", days=1)
    assert debt(vodyanoy) == 700


def test_what_one_test_does_another_does_not_see(sandbox, admin):
    assert debt(sandbox["urls"]["vodyanoy"]) == 0
    assert admin("GET", f"/sandboxes/{sandbox['id']}/requests")["total"] == 1
