"""How long rooms keep what is said"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rooms", sa.Column("retention_days", BigId, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rooms") as batch_op:
        batch_op.drop_column("retention_days")
