"""What a person typed, read: words, "phrases", operators, and any of them with a minus before it.

Nothing is refused here: an operator that is none is a word like others, and a date that is none is
said to be wrong.
"""

from __future__ import annotations

import re
from datetime import date

from chatty.core.text import is_storable
from chatty.search.models import Condition, Operator, Query, Term, Trait
from chatty.search.policies.folding import folded

PART = re.compile(
    r'(?P<minus>-?)(?:(?P<key>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))'
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAYS = frozenset({Operator.BEFORE, Operator.AFTER, Operator.ON})
VALUES: dict[Operator, frozenset[str]] = {
    Operator.HAS: frozenset(
        {
            Trait.LINK,
            Trait.REACTION,
            Trait.PIN,
            Trait.POLL,
            Trait.FILE,
            Trait.IMAGE,
            Trait.AUDIO,
            Trait.VIDEO,
            Trait.DOCUMENT,
        }
    ),
    Operator.IS: frozenset({Trait.PINNED, Trait.EDITED, Trait.THREAD}),
    Operator.MENTIONS: frozenset({"me"}),
}
NAME = re.compile(r"[\w.-]{1,64}")


def parse(text: str) -> Query:
    """*text* as a query; never raises."""
    if not is_storable(text):
        return Query(problem="This has control characters, which nothing is found by.")
    terms: list[Term] = []
    conditions: list[Condition] = []
    problem = ""
    for part in PART.finditer(text):
        condition = _condition(part)
        if condition is None:
            terms.extend(_terms(part))
        elif condition.operator in DAYS and not _is_day(condition.value):
            problem = problem or f"{condition.operator}: takes a day such as 2026-11-21."
        else:
            conditions.append(condition)
    return Query(tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(conditions)), problem)


def written(query: Query) -> str:
    """*query* as somebody could have typed it; read again, it is the same."""
    parts = [f"{_minus(one.negated)}{one.operator}:{one.value}" for one in query.conditions]
    parts += [f'{_minus(one.negated)}"{one.text}"' for one in query.terms]
    return " ".join(parts)


def _condition(part: re.Match[str]) -> Condition | None:
    """The condition that *part* is, if it is one."""
    key = (part["key"] or "").lower()
    value = (part["word"] or part["phrase"] or "").strip().lower()
    if key not in set(Operator) or not value:
        return None
    operator = Operator(key)
    if operator in {Operator.FROM, Operator.IN}:
        value = value.removeprefix("@" if operator == Operator.FROM else "#")
        if not NAME.fullmatch(value):
            return None
    elif operator in VALUES and value not in VALUES[operator]:
        return None
    return Condition(operator, value, negated=bool(part["minus"]))


def _terms(part: re.Match[str]) -> list[Term]:
    text = part["phrase"] if part["word"] is None else part["word"]
    minus = bool(part["minus"])
    if part["key"]:
        text = f"{part['key']}:{text}"
    text = " ".join(text.split())
    return [Term(text, negated=minus)] if folded(text) else []


def _is_day(value: str) -> bool:
    if not DAY.fullmatch(value):
        return False
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return date(1970, 1, 2) <= day <= date(9998, 12, 30)


def _minus(negated: bool) -> str:  # noqa: FBT001  # a sign
    return "-" if negated else ""
