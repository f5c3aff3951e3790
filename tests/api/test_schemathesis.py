"""Schemathesis reads the OpenAPI file and asks the real server a thousand questions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clients import Api

if TYPE_CHECKING:
    from tests.processes import ChattyServer

# Half a minute on an idle machine.
SECONDS = 400
EXAMPLES = 15
# Streams do not end, and the token must outlive its own logout.
LEFT_OUT = "^/(ws|events.*|api/v1/auth/logout)$"
# Without the room the other questions would all be answered alike.
ENDS_THE_ROOM = ("rooms_destroy", "admin_rooms_destroy")
# Names that are taken, reserved or unseen are refused though they have the right letters.
NOT_MEANT = "positive_data_acceptance"


@pytest.fixture
def server(serve) -> ChattyServer:
    started: ChattyServer = serve()
    return started


@pytest.fixture
def ada(server) -> Api:
    return Api.register(server.url)


@pytest.fixture
def room(ada) -> str:
    return str(ada.create_room())


@pytest.fixture
def bea(server, ada, room) -> Api:
    """To whom things are done: what ada did to herself would end her own questions."""
    found = Api.register(server.url)
    found.join(room)
    return found


@pytest.fixture
def places(ada, bea, room, tmp_path) -> Path:
    """A configuration with ids that exist, and a token for who may see them."""
    message = ada.post(room, "hello", "c1").json["id"]
    file = tmp_path / "schemathesis.toml"
    file.write_text(
        f'headers = {{ Authorization = "Bearer {ada.token}" }}\n'
        "[parameters]\n"
        f'"path.room_id" = "{room}"\n'
        f'"path.message_id" = "{message}"\n'
        f'"path.user_id" = "{bea.user_id}"\n'
    )
    path: Path = file
    return path


@pytest.mark.timeout(450)
@pytest.mark.parametrize("phases", ["examples,coverage", "fuzzing"])
def test_no_question_gets_a_failure_or_an_answer_that_the_file_does_not_name(
    server, ada, room, places, phases
):
    before = ada.get("/sync")["cursor"]
    command: list[str | Path] = [
        Path(sys.executable).with_name("st"),
        f"--config-file={places}",
        "run",
        f"{server.url}/api/v1/openapi.json",
        f"--exclude-path-regex={LEFT_OUT}",
        *(f"--exclude-operation-id={each}" for each in ENDS_THE_ROOM),
        f"--exclude-checks={NOT_MEANT}",
        f"--phases={phases}",
        f"--max-examples={EXAMPLES}",
        "--seed=1",
    ]
    run = subprocess.run(
        command, cwd=places.parent, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "unexpected_error" not in server.log()
    is_archived = ada.get(f"/rooms/{room}")["archivedAt"] is not None
    # Most messages made up by chance answer one that there is not; then something else was done.
    is_told = len(ada.history(room)) > 1 or ada.get("/sync")["cursor"] != before
    assert is_archived or is_told, "none of the questions was understood"
