"""Many guesses at once are many guesses (S28)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.clients import PASSWORD, Api

GUESSES = 30
RIGHT = 20
ALLOWED = 5


def test_burst_of_guesses_is_counted_before_any_is_looked_at(serve):
    server = serve(CHATTY_LIMITS="on")
    Api.register(server.url, "ada")

    def guess(number: int) -> int:
        password = PASSWORD if number == RIGHT else f"wrong guess {number}"
        body = {"login": "ada", "password": password}
        return Api(server.url).request("POST", "/auth/login", body).status

    with ThreadPoolExecutor(GUESSES) as pool:
        statuses = list(pool.map(guess, range(GUESSES)))
    assert sum(status != 429 for status in statuses) <= ALLOWED
