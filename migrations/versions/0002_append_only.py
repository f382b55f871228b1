"""The audit log, its seals and the content versions are only ever added to."""

from migrations.triggers import append_only, drop_append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("audit_entries", "audit_seals", "content_versions")


def upgrade() -> None:
    for table in TABLES:
        append_only(table)


def downgrade() -> None:
    for table in TABLES:
        drop_append_only(table)
