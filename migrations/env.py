"""Runs migrations on the engine the caller hands over."""

from alembic import context

from models import Base


def migrate() -> None:
    """Run inside the caller's connection, one transaction for each engine that has it."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate()
