"""A message as HTML, for the frames of ``view=html``: Jinja alone, without Flask.

The same template serves the page, its older parts and the live frame, so all look alike.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, Template

from chatty.core.paths import TEMPLATES, static_url
from chatty.wire.base import Json
from chatty.wire.words import WORDS


def message_html(message: Json) -> str:
    """The list item that shows *message*, a Message as in ``models.py``."""
    return _template().render(message=message)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.filters.update(WORDS)
    environment.globals["asset"] = static_url
    return environment.get_template("messages/_message.html")
