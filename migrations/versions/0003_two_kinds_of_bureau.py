"""A role may also be `civil` (民政局), beside `bureau` (党委社会工作部)."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BEFORE = ("trainee", "mentor", "manager", "bureau", "author", "admin")
AFTER = ("trainee", "mentor", "manager", "bureau", "civil", "author", "admin")
TABLES = ("memberships", "invites")


def upgrade() -> None:
    for table in TABLES:
        _allow(table, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM memberships WHERE role = 'civil'")
    for table in TABLES:
        _allow(table, BEFORE)


def _allow(table: str, roles: tuple[str, ...]) -> None:
    said = f"role IN ({', '.join(repr(role) for role in roles)})"
    name = op.f(f"ck_{table}_role")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, said)
