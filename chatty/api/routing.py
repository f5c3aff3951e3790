"""Routes with their contract: what a view takes and answers is said once, beside it.

The same contract reads the request, makes the OpenAPI file and is what the tests hold every answer
against. A view gets its ``body`` and ``query`` as models that were found good, and answers with one
of the functions of ``answers.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps

from flask import Blueprint, Response
from werkzeug.routing import BaseConverter, Map

from chatty.accounts.policies import check_administrator
from chatty.api.credentials import Credential, admit, keep_guests_out, viewer
from chatty.api.reading import read_body, read_query
from chatty.wire.base import ID_PATTERN, WireModel

PREFIX = "/api/v1"
WORD_PATTERN = "[A-Za-z0-9_-]{20,64}"
NAME_PATTERN = "[A-Za-z0-9._-]{1,32}"
EMOJI_PATTERN = "[^/]{1,32}"
SIZE_PATTERN = "(?:small|large)"

View = Callable[..., Response]
Answer = type[WireModel] | tuple[type[WireModel], ...]


class IdConverter(BaseConverter):
    """The ids that there can be; another word in their place is an address that does not exist."""

    regex = ID_PATTERN

    def to_python(self, value: str) -> int:
        return int(value)


class WordConverter(BaseConverter):
    """The secret words of links; what cannot be one is an address that does not exist."""

    regex = WORD_PATTERN


class NameConverter(BaseConverter):
    """The user names that there can be, and other short words."""

    regex = NAME_PATTERN


class SizeConverter(BaseConverter):
    """In which size a picture is asked for."""

    regex = SIZE_PATTERN


class EmojiConverter(BaseConverter):
    """Something that may be an emoji; whether it is one the domain says."""

    regex = EMOJI_PATTERN


@dataclass(frozen=True, slots=True)
class Contract:
    """What a route takes and answers; ``refuses`` names the problems that are its own.

    Where an answer is one of several models it is a tuple of them. A guest's token opens what only
    reads, and beside that the routes that say ``guests``; those that say ``administrators`` are for
    who runs the server. ``file`` is the media type where the answer is a file; ``upload`` says that
    a form with a ``file`` is taken, which may say ``beside`` it which part of a picture is meant.
    """

    answers: Mapping[int, Answer | None]
    body: type[WireModel] | None = None
    body_optional: bool = False
    query: type[WireModel] | None = None
    file: str = ""
    upload: bool = False
    beside: Sequence[str] = ()
    counted: bool = True
    needs: Credential = Credential.ACCESS
    guests: bool = False
    administrators: bool = False
    refuses: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, which is written as Flask writes it: ``/rooms/<id:room_id>``."""

    method: str
    path: str
    contract: Contract
    view: View

    @property
    def name(self) -> str:
        """``rooms_show``: the noun's module and the view's name."""
        return f"{self.noun}_{self.view.__name__}"

    @property
    def open_to_guests(self) -> bool:
        """Whether who has nothing but a name may ask this."""
        if self.contract.needs in {Credential.NOTHING, Credential.REFRESH}:
            return True
        return self.method == "GET" or self.contract.guests

    @property
    def noun(self) -> str:
        """The module that the view stands in."""
        return self.view.__module__.rpartition(".")[2]


@dataclass(slots=True)
class Routes:
    """The routes of one noun."""

    found: list[Route] = field(default_factory=list)

    def route(self, method: str, path: str, contract: Contract) -> Callable[[View], View]:
        """Let the decorated view answer *method* of *path*."""

        def register(view: View) -> View:
            self.found.append(Route(method, path, contract, view))
            return view

        return register


def blueprint_of(routes: Sequence[Route]) -> Blueprint:
    """A blueprint that serves *routes* below the prefix."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    blueprint.record_once(lambda state: _teach_places(state.app.url_map))
    for route in routes:
        blueprint.add_url_rule(route.path, route.name, _handler(route), methods=[route.method])
    return blueprint


def _teach_places(url_map: Map) -> None:
    url_map.converters["id"] = IdConverter
    url_map.converters["word"] = WordConverter
    url_map.converters["name"] = NameConverter
    url_map.converters["size"] = SizeConverter
    url_map.converters["emoji"] = EmojiConverter


def _handler(route: Route) -> View:
    contract = route.contract

    @wraps(route.view)
    def handle(**given: object) -> Response:
        admit(contract.needs, counted=contract.counted)
        if not route.open_to_guests:
            keep_guests_out()
        if contract.administrators:
            check_administrator(viewer())
        if contract.query is not None:
            given["query"] = read_query(contract.query)
        if contract.body is not None:
            given["body"] = read_body(contract.body, may_be_absent=contract.body_optional)
        return route.view(**given)

    return handle
