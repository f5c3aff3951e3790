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

from chatty.api.credentials import Credential, admit
from chatty.api.reading import read_body, read_query
from chatty.wire.base import ID_PATTERN, WireModel

PREFIX = "/api/v1"

View = Callable[..., Response]


class IdConverter(BaseConverter):
    """The ids that there can be; another word in their place is an address that does not exist."""

    regex = ID_PATTERN

    def to_python(self, value: str) -> int:
        return int(value)


@dataclass(frozen=True, slots=True)
class Contract:
    """What a route takes and answers; ``refuses`` names the problems that are its own."""

    answers: Mapping[int, type[WireModel] | None]
    body: type[WireModel] | None = None
    body_optional: bool = False
    query: type[WireModel] | None = None
    needs: Credential = Credential.ACCESS
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
    blueprint.record_once(lambda state: _teach_ids(state.app.url_map))
    for route in routes:
        blueprint.add_url_rule(route.path, route.name, _handler(route), methods=[route.method])
    return blueprint


def _teach_ids(url_map: Map) -> None:
    url_map.converters["id"] = IdConverter


def _handler(route: Route) -> View:
    contract = route.contract

    @wraps(route.view)
    def handle(**given: object) -> Response:
        admit(contract.needs)
        if contract.query is not None:
            given["query"] = read_query(contract.query)
        if contract.body is not None:
            given["body"] = read_body(contract.body, may_be_absent=contract.body_optional)
        return route.view(**given)

    return handle
