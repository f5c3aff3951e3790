"""What administrators decide and announce"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("created_by_id", BigId, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("level IN ('info', 'warning')", name=op.f("ck_announcements_level")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_announcements_created_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    with op.batch_alter_table("announcements") as batch_op:
        batch_op.create_index(op.f("ix_announcements_ends_at"), ["ends_at"], unique=False)
    op.create_table(
        "site_settings",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("registration", sa.Text(), nullable=True),
        sa.Column("registration_domains", sa.Text(), nullable=True),
        sa.Column("guests", sa.Boolean(), nullable=True),
        sa.Column("filtered_words", sa.Text(), nullable=False),
        sa.Column("raid_until", UTCDateTime(), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=True),
        sa.Column("updated_by_id", BigId, nullable=True),
        sa.CheckConstraint(
            "registration IN ('open', 'invite', 'closed')",
            name=op.f("ck_site_settings_registration"),
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_settings_one_row")),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["users.id"], name=op.f("fk_site_settings_updated_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_settings")),
    )
    # Posting reads this row with the room's own; it is there from the start.
    op.execute("INSERT INTO site_settings (id, filtered_words) VALUES (1, '')")


def downgrade() -> None:
    op.drop_table("site_settings")
    op.drop_table("announcements")
