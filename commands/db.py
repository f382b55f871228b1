"""`flask db …`: bring the database to the newest shape, back, or write the next migration."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask.cli import with_appcontext

from blueprints.web.house import house
from models import migrate
from models.base import Database


@click.group("db")
def db() -> None:
    """Migrations of the database."""


@db.command()
@with_appcontext
def upgrade() -> None:
    """Run the migrations that are missing."""
    migrate.upgrade(house().database)
    click.echo(migrate.current(house().database))


@db.command()
@click.argument("to", default="base")
@with_appcontext
def downgrade(to: str) -> None:
    """Undo migrations down to TO; what they held is lost."""
    migrate.downgrade(house().database, to)


@db.command()
@click.argument("number")
@click.argument("message")
def revise(number: str, message: str) -> None:
    """Write migration NUMBER from the difference between the tables and the migrations so far."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate.upgrade(database)
        migrate.revise(database, message, number)
        database.close()
