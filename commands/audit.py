"""`flask audit …`: the log of who did what."""

import sys

import click
from flask.cli import with_appcontext

from actions.audit import broken_link, seal
from blueprints.web.house import house


@click.group("audit")
def audit() -> None:
    """The audit log."""


@audit.command()
@with_appcontext
def check() -> None:
    """Seal what is unsealed, then say whether the chain is whole."""
    with house().database.writing() as db:
        seal(db)
    with house().database.reading() as db:
        broken = broken_link(db)
    click.echo("whole" if broken is None else f"broken at {broken}")
    sys.exit(0 if broken is None else 1)
