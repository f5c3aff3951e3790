"""What messages are found by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Of three characters each, made in Python, which SQLite splits at spaces; no words are in it.
ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "tokens, content='', detail=none, columnsize=0, tokenize='ascii')"
)
# What waits to be sorted in is read by each search, so it is kept short.
ON_POSTGRES = (
    "ALTER TABLE search_entries ADD COLUMN tokens tsvector NOT NULL",
    """
    CREATE INDEX ix_search_entries_tokens ON search_entries
    USING gin (tokens) WITH (gin_pending_list_limit = 1024)
    """,
)


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("message_id", BigId, nullable=False, autoincrement=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("sender_id", BigId, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_search_entries")),
    )
    op.create_index(op.f("ix_search_entries_sender_id"), "search_entries", ["sender_id"])
    state = op.create_table(
        "search_state",
        sa.Column("id", BigId, nullable=False, autoincrement=False),
        sa.Column("indexed_to", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_state")),
    )
    # What was said before is indexed by the job that follows, while the server runs.
    op.bulk_insert(state, [{"id": 1, "indexed_to": 0}])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(ON_SQLITE)
    else:
        for statement in ON_POSTGRES:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_state")
    op.drop_table("search_entries")
