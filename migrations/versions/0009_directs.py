"""Direct rooms: without an owner, found by who is in them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.add_column(sa.Column("hidden_at_seq", BigId, nullable=True))
    with op.batch_alter_table("rooms") as batch_op:
        batch_op.add_column(sa.Column("direct_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("request_state", sa.Text(), nullable=True))
        batch_op.alter_column("owner_id", existing_type=BigId, nullable=True)
        batch_op.create_unique_constraint(op.f("uq_rooms_direct_key"), ["direct_key"])
        batch_op.create_check_constraint(
            op.f("ck_rooms_request_state"), "request_state IN ('pending', 'accepted', 'declined')"
        )


def downgrade() -> None:
    # The code before knows no room without an owner.
    op.execute("UPDATE rooms SET owner_id = created_by_id WHERE owner_id IS NULL")
    with op.batch_alter_table("rooms") as batch_op:
        batch_op.drop_constraint(op.f("ck_rooms_request_state"), type_="check")
        batch_op.drop_constraint(op.f("uq_rooms_direct_key"), type_="unique")
        batch_op.alter_column("owner_id", existing_type=BigId, nullable=False)
        batch_op.drop_column("request_state")
        batch_op.drop_column("direct_key")
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.drop_column("hidden_at_seq")
