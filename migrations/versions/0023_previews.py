"""What links in messages lead to, shown below them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "previews",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("position", BigId, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("site_name", sa.Text(), nullable=False),
        sa.Column("attempts", BigId, nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'ready', 'none', 'removed')", name=op.f("ck_previews_state")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_previews_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_previews")),
        sa.UniqueConstraint("message_id", "url", name=op.f("uq_previews_message_id_url")),
    )
    op.create_index(
        "ix_previews_due",
        "previews",
        ["due_at"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.add_column("messages", sa.Column("preview_count", BigId, nullable=False, server_default="0"))
    op.add_column(
        "rooms", sa.Column("previews", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column(
        "users", sa.Column("show_previews", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    for table, column in (
        ("users", "show_previews"),
        ("rooms", "previews"),
        ("messages", "preview_count"),
    ):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
    op.drop_table("previews")
