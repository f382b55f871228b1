"""`flask counters …`: the folded tables against the events they come from."""

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from actions.counters import differences, rebuild, snapshot
from blueprints.web.house import house
from models.people import Person


@click.group("counters")
def counters() -> None:
    """Progress tables and the events behind them."""


@counters.command()
@with_appcontext
def check() -> None:
    """Fold everybody's events again and name the tables that differ; changes nothing."""
    wrong = 0
    for person_id, uid in _people():
        with house().database.rehearsing() as db:
            before = snapshot(db, person_id)
            rebuild(db, person_id, library=house().library)
            found = differences(before, snapshot(db, person_id))
        wrong += bool(found)
        for table in found:
            click.echo(f"{uid} {table}")
    click.echo(f"{wrong} people differ")
    sys.exit(1 if wrong else 0)


@counters.command()
@with_appcontext
def repair() -> None:
    """Write everybody's folded tables afresh."""
    for person_id, _uid in _people():
        with house().database.writing() as db:
            rebuild(db, person_id, library=house().library)


def _people() -> list[tuple[int, object]]:
    with house().database.reading() as db:
        return [(row.id, row.uid) for row in db.execute(select(Person.id, Person.uid))]
