"""How long messages that are sent later are there"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scheduled_messages", sa.Column("expires_in", BigId, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("scheduled_messages") as batch_op:
        batch_op.drop_column("expires_in")
