"""Write the generated parts of docs/: `python -m scripts.document` (that is `make docs`).

They stand between `<!-- begin NAME -->` and `<!-- end NAME -->`; the rest is written by hand.
"""

from __future__ import annotations

import itertools
import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import get_args

from chatty.app import create_app
from chatty.core import limits
from chatty.core.settings import load_settings
from chatty.wire.base import WireModel
from chatty.wire.frames.commands import Command
from chatty.wire.frames.models import FRAMES
from chatty.wire.models import Message

DOCS = Path(__file__).parent.parent / "docs"
CONSTANT = re.compile(r"^([A-Z][A-Z_0-9]+) = ")
DOORS = {
    "chatty.api": "Apps, with a token",
    "chatty.web": "Pages, with a session",
    "": "Streams and health",
}
ADDED_BY_FLASK = {"HEAD", "OPTIONS"}


def main() -> None:
    """Rewrite every document that has generated parts."""
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        fresh = with_generated_parts(text)
        if fresh != text:
            path.write_text(fresh, encoding="utf-8")
            print(f"docs/{path.name} rewritten")


def with_generated_parts(text: str) -> str:
    """*text* with every generated part as it should be now."""
    for name, generate in PARTS.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        if begin in text:
            before, _, rest = text.partition(begin)
            _, _, after = rest.partition(end)
            text = f"{before}{begin}\n{generate()}\n{end}{after}"
    return text


def frames_table() -> str:
    """What the server says."""
    rows = [_frame_row(model) for model in FRAMES]
    return "\n".join(["| frame | fields | says |", "|---|---|---|", *rows, ""])


def commands_table() -> str:
    """What a client may say."""
    rows = [_frame_row(model) for model in get_args(Command)]
    return "\n".join(["| command | fields | says |", "|---|---|---|", *rows, ""])


def _frame_row(model: type[WireModel]) -> str:
    kind = get_args(model.model_fields["type"].annotation)[0]
    shared = set(Message.model_fields) if issubclass(model, Message) else set()
    names = [
        f"{field.alias or name}{'' if field.is_required() else '?'}"
        for name, field in model.model_fields.items()
        if name not in shared | {"type"}
    ]
    if shared:
        names.insert(0, "…Message")
    sentence = " ".join((model.__doc__ or "").split())
    return f"| `{kind}` | {', '.join(f'`{name}`' for name in names)} | {sentence} |"


def limits_tables() -> str:
    """A table for each section of `core/limits.py`."""
    parts: list[str] = []
    source = Path(limits.__file__).read_text(encoding="utf-8").splitlines()
    rows: list[str] = []
    title = ""
    for before, line in itertools.pairwise(source):
        # A comment after a blank line heads a section; one between the lines explains its line.
        if line.startswith("# ") and not before:
            parts += _table(title, rows)
            title, rows = line.removeprefix("# ").rstrip("."), []
        elif (found := CONSTANT.match(line)) and title:
            rows.append(f"| `{found[1]}` | {_value(getattr(limits, found[1]))} |")
    return "\n".join([*parts, *_table(title, rows)])


def _table(title: str, rows: list[str]) -> list[str]:
    return [f"**{title}**", "", "| limit | value |", "|---|---|", *rows, ""] if rows else []


def _value(value: object) -> str:
    match value:
        case timedelta():
            return f"{value.days} days" if value.days else f"{value.seconds:,} s"
        case tuple():
            return " to ".join(_value(part) for part in value)
        case int() | float():
            return f"{value:,}"
        case _:
            return str(value)


def routes_tables() -> str:
    """A table of routes for each door."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(
            load_settings(database_url=f"sqlite:///{folder}/empty.db", chatty_data=folder)
        )
    rows: dict[str, list[str]] = {title: [] for title in DOORS.values()}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            module = app.view_functions[rule.endpoint].__module__
            rows[_title(module)].append(_row(rule.rule, rule.methods or set()))
    return "\n".join(
        line
        for title, routes in rows.items()
        for line in (f"**{title}**", "", "| route | methods |", "|---|---|", *sorted(routes), "")
    )


def _title(module: str) -> str:
    return next(title for prefix, title in DOORS.items() if module.startswith(prefix))


def _row(rule: str, methods: set[str]) -> str:
    plain = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: "{" + _short(match[1]) + "}", rule)
    return f"| `{plain}` | {' '.join(sorted(meant(methods)))} |"


def meant(methods: set[str]) -> set[str]:
    """*methods* of a route without those that Flask adds by itself: HEAD to GET, OPTIONS to all."""
    return methods - ADDED_BY_FLASK or methods & {"HEAD"} or methods


def _short(name: str) -> str:
    return "id" if name.endswith("_id") else name


PARTS = {
    "commands": commands_table,
    "frames": frames_table,
    "limits": limits_tables,
    "routes": routes_tables,
}

if __name__ == "__main__":
    main()
