"""`make demo`: a server with a world in it, and a few people who keep talking.

Everything goes through the API, as any app would: what the demo shows, everybody can do.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PASSWORD = "demo password for everyone"  # noqa: S105  # told to whoever starts the demo
READY_SECONDS = 60
TALK_EVERY_SECONDS = (1.5, 6.0)
TYPES_FOR_SECONDS = 1.2

PEOPLE = {
    "mira": "Mira Lindqvist",
    "tomas": "Tomás Ferreira",
    "yuki": "Yuki Arai",
    "samuel": "Samuel Okoro",
    "ines": "Inês Duarte",
}
ROOMS = {
    "Garden": ("Beds, seeds and weather", ["mira", "tomas", "ines"]),
    "Film club": ("Thursdays at eight, bring a chair", ["yuki", "samuel", "mira"]),
    "Bread": ("Starters, ovens, crumbs", ["ines", "samuel", "tomas", "yuki"]),
}
ABOUT = {
    "mira": ("🌱", "in the garden", "I grow beans and take photographs of fog."),
    "tomas": ("🚆", "on the train", "Too many tomato plants."),
    "yuki": ("🎬", "choosing a film", "Short films, long evenings."),
    "samuel": (None, None, "Baker by night. Ask me about rye."),
    "ines": ("🌧️", "stuck in the rain", "Looking for a green umbrella."),
}
# Who asks whom; the last one still waits for an answer.
FRIENDS = [("mira", "tomas"), ("yuki", "samuel"), ("mira", "yuki"), ("ines", "mira")]
LINES = {
    "Lobby": [
        "Good morning from the ferry.",
        "Has anybody seen my umbrella? Green, a bit bent.",
        "The new people are here, say hello!",
        "It works on the train too, I only lost two seconds in the tunnel.",
        "Coffee in ten minutes?",
    ],
    "Garden": [
        "The beans have come up on the south side.",
        "Frost tonight, cover the small ones.",
        "I have six tomato plants too many. Who wants some?",
        "This helped me with the slugs: https://example.org/slugs",
        "Rain at last. I stood in it for a while.",
    ],
    "Film club": [
        "Next week: something short, we finish by ten.",
        "The projector bulb arrived.",
        "I vote for the one with the lighthouse.",
        "Subtitles on, please. The sound in the barn is what it is.",
    ],
    "Bread": [
        "Second rise in the fridge overnight, you were right.",
        "My starter has a name now. It is Gustav.",
        "78 % water was brave of me.",
        "The crust sings when it cools, listen!",
    ],
}


class Refused(Exception):
    """The server said no; the text has its words."""


@dataclass
class Person:
    """Somebody with a token."""

    base: str
    username: str
    token: str = ""
    rooms: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  # JSON
        """One request to the API; raises Refused."""
        request = urllib.request.Request(  # noqa: S310  # our own server, over http
            f"{self.base}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # as above
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.read().decode()) from error
        return json.loads(text) if text else None

    def enter(self) -> None:
        """Sign in, or up when this is the first time."""
        account = {"username": self.username, "password": PASSWORD}
        try:
            answer = self.ask(
                "POST", "/auth/register", account | {"displayName": PEOPLE[self.username]}
            )
        except Refused:
            answer = self.ask("POST", "/auth/login", {"login": self.username, "password": PASSWORD})
        self.token = answer["accessToken"]

    def know_rooms(self) -> None:
        """Learn the ids of the rooms one is in."""
        found = self.ask("GET", "/rooms")["items"]
        self.rooms = {room["name"]: room["id"] for room in found if room["kind"] != "direct"}

    def say(self, room: str, line: str) -> None:
        """Type for a moment, then say it."""
        path = f"/rooms/{self.rooms[room]}"
        self.ask("PUT", f"{path}/typing")
        time.sleep(random.uniform(0.3, 1) * TYPES_FOR_SECONDS)
        client_id = f"demo-{time.time_ns()}"
        self.ask("POST", f"{path}/messages", {"content": line, "clientId": client_id})


def main() -> None:
    """Serve, fill, talk; ends with the server, or with Ctrl+C."""
    port = os.environ.get("PORT", "8000")
    base = f"http://127.0.0.1:{port}"
    settings = {"CHATTY_DATA": str(ROOT / "instance" / "demo"), **os.environ}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    server = subprocess.Popen(command, cwd=ROOT, env=settings)
    with ending(server), contextlib.suppress(KeyboardInterrupt):
        wait_ready(base, server)
        people = furnish(base)
        print(f"Sign in at {base} as one of {', '.join(PEOPLE)}; password: {PASSWORD}", flush=True)
        talk(people, server)


@contextlib.contextmanager
def ending(server: subprocess.Popen[bytes]) -> Iterator[None]:
    """Stop *server* in the end."""
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def wait_ready(base: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server says it is ready."""
    until = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/readyz", timeout=2):  # noqa: S310  # our own server
            return
        time.sleep(0.2)
    sys.exit("The demo's server did not start; its reason stands above.")


def furnish(base: str) -> list[Person]:
    """The people, signed in, with their rooms; made at the first start only."""
    people = [Person(base, username) for username in PEOPLE]
    for person in people:
        person.enter()
    room_ids = open_rooms(people[0])
    for person in people:
        for name, (_, members) in ROOMS.items():
            if person.username in members:
                person.ask("PUT", f"/rooms/{room_ids[name]}/membership", {})
        person.know_rooms()
    for room, lines in LINES.items():
        for line in lines[:3]:
            someone_in(people, room).say(room, line)
    introduce({person.username: person for person in people})
    return people


def introduce(people: dict[str, Person]) -> None:
    """Let them say who they are, and make friends."""
    for username, (emoji, text, bio) in ABOUT.items():
        people[username].ask("PATCH", "/me", {"bio": bio})
        people[username].ask("PATCH", "/me/settings", {"discoverable": True})
        if text:
            status = {"emoji": emoji, "text": text, "lasts": "today"}
            people[username].ask("PUT", "/me/status", status)
    for asking, asked in FRIENDS:
        # At the second start they are friends already, or have asked.
        with contextlib.suppress(Refused):
            invite = {"kind": "friend", "username": asked, "note": "We sat at one table."}
            sent = people[asking].ask("POST", "/invites", invite)
            if (asking, asked) != FRIENDS[-1]:
                people[asked].ask("PUT", f"/invites/{sent['id']}/acceptance")
    greet(people["tomas"], people["mira"])


def greet(person: Person, friend: Person) -> None:
    """Write to a friend, once."""
    direct = person.ask("PUT", f"/directs/{friend.ask('GET', '/me')['id']}")
    line = "The seedlings are yours if you pick them up by Sunday."
    person.ask("POST", f"/rooms/{direct['id']}/messages", {"content": line, "clientId": "demo"})


def open_rooms(owner: Person) -> dict[str, str]:
    """The ids of the demo's rooms by name, opened where they are missing."""
    owner.know_rooms()
    for name, (topic, _) in ROOMS.items():
        if name not in owner.rooms:
            room = owner.ask("POST", "/rooms", {"kind": "public", "name": name, "topic": topic})
            owner.rooms[name] = room["id"]
    return owner.rooms


def talk(people: list[Person], server: subprocess.Popen[bytes]) -> None:
    """Let somebody say something every few seconds, as long as the server runs."""
    while server.poll() is None:
        room = random.choice(list(LINES))
        person = someone_in(people, room)
        try:
            person.say(room, random.choice(LINES[room]))
        except (Refused, OSError):
            # A token lives fifteen minutes; and the server may be restarting.
            with contextlib.suppress(Refused, OSError):
                person.enter()
        time.sleep(random.uniform(*TALK_EVERY_SECONDS))


def someone_in(people: list[Person], room: str) -> Person:
    """Any of those who are in the room."""
    return random.choice([person for person in people if room in person.rooms])


if __name__ == "__main__":
    main()
