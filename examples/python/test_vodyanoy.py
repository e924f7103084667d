import unittest
import urllib.error

from poligon import Server
from vodyanoy import Vodyanoy

DELIVERED_TODAY = "10000000007004"
PAID_AHEAD = "10000000007001"


class Debt(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.box = self.server.sandbox(scenario="prepaid-balance")
        self.addCleanup(self.box.drop)
        self.vodyanoy = Vodyanoy(self.box.urls["vodyanoy"])

    def test_a_delivery_of_today_is_owed_tomorrow(self):
        self.assertEqual(self.vodyanoy.debt(DELIVERED_TODAY), 0)
        self.box.advance(days=1)
        self.assertEqual(self.vodyanoy.debt(DELIVERED_TODAY), 700)

    def test_who_paid_ahead_owes_less_than_nothing(self):
        self.assertEqual(self.vodyanoy.debt(PAID_AHEAD), -120.5)

    def test_a_server_that_is_down_once_is_asked_again(self):
        self.box.fault(match={"operation": "vodyanoy clients.balance"}, times=1, status=503)
        self.assertEqual(self.vodyanoy.debt(PAID_AHEAD), -120.5)
        self.assertEqual([entry["status"] for entry in self.box.requests()], [503, 200])

    def test_a_line_that_breaks_once_is_asked_again(self):
        self.box.fault(match={"operation": "vodyanoy clients.balance"}, times=1, abort="reset")
        self.assertEqual(self.vodyanoy.debt(PAID_AHEAD), -120.5)
        self.assertTrue(self.box.verify(operation="vodyanoy clients.balance", times=2)["ok"])

    def test_an_unknown_client_is_not_asked_for_twice(self):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.vodyanoy.debt("99999999999999")
        self.assertEqual(caught.exception.code, 404)
        caught.exception.close()
        self.assertTrue(self.box.verify(operation="vodyanoy clients.balance", times=1)["ok"])


if __name__ == "__main__":
    unittest.main()
