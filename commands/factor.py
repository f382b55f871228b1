"""`flask factor …`: the second factor of whoever can ask nobody else."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from actions.people import find_person
from actions.second_factor import reset as take_away
from blueprints.web.house import house


@click.group("factor")
def factor() -> None:
    """Second factors."""


@factor.command("reset")
@click.argument("login")
@click.option("--reason", required=True, help="Why; the log keeps it.")
@with_appcontext
def reset(login: str, reason: str) -> None:
    """Take away the lost second factor of LOGIN (phone number or user name)."""
    with house().database.writing() as db:
        person = find_person(db, login, house().keyring)
        at = datetime.now(UTC)
        done = person is not None and take_away(
            db, person, by="command-line", reason=reason[:200], at=at
        )
    if not done:
        raise click.ClickException("没有这个人，或者没开第二道验证")
    click.echo("重置了，请他重新登录")
