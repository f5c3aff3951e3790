"""Messages taken away, reports, and a log that nobody rewrites"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFUSAL = "the audit log is only appended to"
ON_SQLITE = (
    f"""
    CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
    WHEN julianday(OLD.created_at) > julianday('now', '-365 days')
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
)
ON_POSTGRESQL = (
    f"""
    CREATE FUNCTION refuse_to_rewrite_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.created_at <= now() - interval '365 days' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '{REFUSAL}';
    END $$
    """,
    """
    CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_the_log()
    """,
)


def upgrade() -> None:
    op.create_table(
        "message_edits",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("edited_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_edits_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_edits")),
    )
    with op.batch_alter_table("message_edits") as batch_op:
        batch_op.create_index(op.f("ix_message_edits_message_id"), ["message_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reporter_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=True),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", BigId, nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('message', 'person')", name=op.f("ck_reports_kind")),
        sa.CheckConstraint(
            "reason IN ('spam', 'harassment', 'hate', 'sexual', 'violence', 'illegal', 'other')",
            name=op.f("ck_reports_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'resolved', 'dismissed')", name=op.f("ck_reports_state")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_reports_answered_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_reports_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_reports_person_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["users.id"], name=op.f("fk_reports_reporter_id_users")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_reports_room_id_rooms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    with op.batch_alter_table("reports") as batch_op:
        batch_op.create_index(op.f("ix_reports_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_reports_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index(
            op.f("ix_reports_room_id_state_id"), ["room_id", "state", "id"], unique=False
        )
        batch_op.create_index(op.f("ix_reports_state_id"), ["state", "id"], unique=False)
        batch_op.create_index(
            "uq_reports_open_message",
            ["reporter_id", "message_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open' AND message_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND message_id IS NOT NULL"),
        )
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.add_column(sa.Column("room_id", BigId, nullable=True))
        batch_op.add_column(sa.Column("subject", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("details", sa.Text(), nullable=False, server_default="{}"))
        batch_op.create_index(
            op.f("ix_audit_entries_actor_id_id"), ["actor_id", "id"], unique=False
        )
        batch_op.create_index(op.f("ix_audit_entries_room_id_id"), ["room_id", "id"], unique=False)
        batch_op.create_index(op.f("ix_audit_entries_target_id"), ["target_id"], unique=False)
    with op.batch_alter_table("messages") as batch_op:
        batch_op.add_column(sa.Column("edited_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("deleted_by_id", BigId, nullable=True))
        batch_op.add_column(sa.Column("pinned_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("pinned_by_id", BigId, nullable=True))
        batch_op.create_index(
            "ix_messages_pinned",
            ["room_id", "pinned_at"],
            unique=False,
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            op.f("fk_messages_pinned_by_id_users"), "users", ["pinned_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_messages_deleted_by_id_users"), "users", ["deleted_by_id"], ["id"]
        )
    _refuse_to_rewrite()


def downgrade() -> None:
    _allow_to_rewrite()
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_constraint(op.f("fk_messages_deleted_by_id_users"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_messages_pinned_by_id_users"), type_="foreignkey")
        batch_op.drop_index(
            "ix_messages_pinned",
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.drop_column("pinned_by_id")
        batch_op.drop_column("pinned_at")
        batch_op.drop_column("deleted_by_id")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("edited_at")
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.drop_index(op.f("ix_audit_entries_target_id"))
        batch_op.drop_index(op.f("ix_audit_entries_room_id_id"))
        batch_op.drop_index(op.f("ix_audit_entries_actor_id_id"))
        batch_op.drop_column("details")
        batch_op.drop_column("subject")
        batch_op.drop_column("room_id")
    op.drop_table("reports")
    op.drop_table("message_edits")


def _refuse_to_rewrite() -> None:
    """The log is appended to. What is older than the year that it is kept for may be removed."""
    for statement in ON_POSTGRESQL if _on_postgresql() else ON_SQLITE:
        op.execute(statement)


def _allow_to_rewrite() -> None:
    if _on_postgresql():
        op.execute("DROP TRIGGER audit_entries_append_only ON audit_entries")
        op.execute("DROP FUNCTION refuse_to_rewrite_the_log")
    else:
        op.execute("DROP TRIGGER audit_entries_no_update")
        op.execute("DROP TRIGGER audit_entries_no_delete")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
