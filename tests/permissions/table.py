"""Read the tables, and ask what a row says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itsdangerous import URLSafeTimedSerializer

from tests.permissions.bodies import BODIES, QUERIES
from tests.permissions.world import PRINCIPALS, Credentials, World

if TYPE_CHECKING:
    from flask.testing import FlaskClient

FOLDER = Path(__file__).parent
PLACE = re.compile(r"<(?:[^:>]+:)?(\w+)>")
NOWHERE = "1"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what is asked, and what each sort of person is answered."""

    what: str
    answers: Mapping[str, str]

    def __str__(self) -> str:
        return line(self.what, self.answers)


def read(name: str) -> list[Row]:
    """The rows of a table; its first line names the columns."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    rows = [text.split() for text in lines if text.strip() and not text.startswith("#")]
    head, *rest = rows
    assert tuple(head) == PRINCIPALS
    size = len(PRINCIPALS)
    return [
        Row(" ".join(words[:-size]), dict(zip(PRINCIPALS, words[-size:], strict=True)))
        for words in rest
    ]


def line(what: str, answers: Mapping[str, str]) -> str:
    """A row as it stands in its file."""
    return f"{what:<76}" + "".join(f" {answers[each]:>13}" for each in PRINCIPALS)


def ask(world: World, what: str) -> dict[str, str]:
    """What each sort of person is answered to *what* (``METHOD /path``), each from the start."""
    return {principal: _ask(world, principal, what) for principal in PRINCIPALS}


def _ask(world: World, principal: str, what: str) -> str:
    world.put_back()
    method, rule = what.split(" ", 1)
    places = world.places_in(rule)
    path = PLACE.sub(lambda found: str(places.get(found[1], NOWHERE)), rule)
    client = world.app.test_client()
    body = _filled(world, BODIES.get(what))
    query = _filled(world, QUERIES.get(what))
    shown = world.people.get(principal)
    if rule.startswith("/api/"):
        headers = {"Authorization": f"Bearer {shown.token}"} if shown else {}
        answer = client.open(path, method=method, headers=headers, query_string=query, json=body)
    else:
        headers = {"X-CSRFToken": _show_cookie(world, client, shown)}
        answer = client.open(path, method=method, headers=headers, data=body, query_string=query)
    leads = answer.headers.get("Location", "")
    return "sign-in" if leads.startswith("/sign-in") else str(answer.status_code)


def _show_cookie(world: World, client: FlaskClient, shown: Credentials | None) -> str:
    """Give the browser the session and its CSRF token; that no form works without is S26's."""
    raw = "0" * 40
    with client.session_transaction() as session:
        session["csrf_token"] = raw
        if shown:
            session["key"] = shown.session_key
    signer = URLSafeTimedSerializer(world.app.config["SECRET_KEY"], salt="wtf-csrf-token")
    token: str = signer.dumps(raw)
    return token


def _filled(world: World, found: object) -> object:
    """*found* with ``{room_id}`` and the like replaced by what they are in this world."""
    text = json.dumps(found)
    for name, value in world.places.items():
        text = text.replace(f"{{{name}}}", str(value))
    return json.loads(text)
