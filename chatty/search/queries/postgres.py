"""The engine on PostgreSQL: lexemes and a GIN index, in the transaction of the request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.exc import OperationalError

from chatty.core import limits
from chatty.core.db import BigId, db
from chatty.search.models import SearchEntry
from chatty.search.policies import SPAN_BITS, span_token
from chatty.search.queries.asking import (
    BEFORE,
    FLOOR,
    SIZE,
    Answer,
    Run,
    Statements,
    expression,
    too_slow,
)
from chatty.search.queries.looking import Sought

# The newest spans of ids that are asked for, one lot after the other, before the rest.
SPANS = (1, 4)


class Tsvector:
    """PostgreSQL: a column of lexemes without places, and a GIN index over it."""

    def candidates(self, sought: Sought) -> sa.Select[int]:
        """All that fit, and the newest of them."""
        tokens: sa.ColumnElement[str] = sa.literal_column("search_entries.tokens")
        asked = sa.cast(sa.bindparam("asked", self._asked(sought)), TSQUERY)
        # Sorted after it was found: a walk through all entries from the newest on is what the
        # planner chooses where it takes a rare word for a common one.
        hits = (
            sa.select(SearchEntry.message_id)
            .where(tokens.op("@@")(asked))
            .cte("hits")
            .prefix_with("MATERIALIZED", dialect="postgresql")
        )
        return (
            sa.select(hits.c.message_id)
            .where(hits.c.message_id < BEFORE, hits.c.message_id >= FLOOR)
            .order_by(hits.c.message_id.desc())
            .limit(SIZE)
        )

    def spans(self, sought: Sought, floor: int, before: int) -> Iterator[Mapping[str, object]]:
        """The newest few, and then the rest: the index is in no order and answers with all it has.

        What is common is found among the newest; what is not, is seldom enough to be sorted.
        """
        asked = self._asked(sought)
        for count in SPANS:
            if before <= floor:
                return
            last = (before - 1) >> SPAN_BITS
            first = max(last - count + 1, floor >> SPAN_BITS)
            tokens = " | ".join(f"'{span_token(span)}'" for span in range(first, last + 1))
            low = max(floor, first << SPAN_BITS)
            yield {"asked": f"{asked} & ({tokens})", "floor": low, "before": before}
            before = low
        yield {"asked": asked, "floor": floor, "before": before}

    def _asked(self, sought: Sought) -> str:
        return expression(sought, " & ", " | ", "'{}'", "'{}':*")

    def has(self, word: str) -> sa.ColumnElement[bool]:
        """Whether the entry has folded *word* in it."""
        return sa.func.strpos(SearchEntry.words, word) > 0

    def among(self) -> sa.ColumnElement[bool]:
        """Whether the entry is in an array."""
        return SearchEntry.message_id == sa.any_(sa.bindparam("ids", [], ARRAY(BigId)))

    def list_of(self, ids: Sequence[int]) -> object:
        """*ids* as an array."""
        return list(ids)

    def within_time(self, statements: Statements, look: Callable[[Run], Answer]) -> Answer:
        """Run it in the transaction of the request, which then has less time."""
        milliseconds = str(int(limits.SEARCH_SECONDS * 1000))
        # From the entries on, as it is written: the planner knows nothing of how many words fit,
        # and would begin with all messages of all rooms.
        settings = {"statement_timeout": milliseconds, "join_collapse_limit": "1"}
        local = (sa.func.set_config(name, value, True) for name, value in settings.items())
        db.session.execute(sa.select(*local))

        def run(name: str, **values: object) -> list[int]:
            return list(db.session.scalars(statements[name], values))

        try:
            return look(run)
        except OperationalError as error:
            db.session.rollback()
            raise too_slow() from error
