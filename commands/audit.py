"""`flask audit …`: the log of who did what."""

import sys
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from actions.audit import check_chain, seal_waiting
from blueprints.web.house import house


@click.group("audit")
def audit() -> None:
    """The audit log."""


@audit.command()
@with_appcontext
def check() -> None:
    """Seal what is unsealed, then say whether the chain is whole."""
    seal_waiting(house().database)
    broken = check_chain(house().database, at=datetime.now(UTC)).broken_at
    click.echo("whole" if broken is None else f"broken at {broken}")
    sys.exit(0 if broken is None else 1)
