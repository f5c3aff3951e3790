"""Friendships and blocks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "friendships",
        sa.Column("user_low_id", BigId, autoincrement=False, nullable=False),
        sa.Column("user_high_id", BigId, autoincrement=False, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("user_low_id < user_high_id", name=op.f("ck_friendships_ordered")),
        sa.ForeignKeyConstraint(
            ["user_high_id"], ["users.id"], name=op.f("fk_friendships_user_high_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_low_id"], ["users.id"], name=op.f("fk_friendships_user_low_id_users")
        ),
        sa.PrimaryKeyConstraint("user_low_id", "user_high_id", name=op.f("pk_friendships")),
    )
    op.create_index(
        op.f("ix_friendships_user_high_id"), "friendships", ["user_high_id"], unique=False
    )
    op.create_table(
        "blocks",
        sa.Column("blocker_id", BigId, autoincrement=False, nullable=False),
        sa.Column("blocked_id", BigId, autoincrement=False, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("blocker_id <> blocked_id", name=op.f("ck_blocks_other")),
        sa.ForeignKeyConstraint(
            ["blocked_id"], ["users.id"], name=op.f("fk_blocks_blocked_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["blocker_id"], ["users.id"], name=op.f("fk_blocks_blocker_id_users")
        ),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_blocked_id"), "blocks", ["blocked_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_blocks_blocked_id"), table_name="blocks")
    op.drop_table("blocks")
    op.drop_index(op.f("ix_friendships_user_high_id"), table_name="friendships")
    op.drop_table("friendships")
