"""`flask counters …`: folded tables, present stages and kept counts against what they come from."""

import sys
from datetime import UTC, datetime, timedelta

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from actions.counters import differences, rebuild, snapshot, who_learned
from actions.pipeline_days import mark_agency, write_days
from actions.recount import agencies_counted, put_right, wrong_counts, wrong_stages
from blueprints.web.house import house
from domain.days import local_day
from models.people import Person
from models.places import Agency


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
    wrong += _check_stages()
    sys.exit(1 if wrong else 0)


@counters.command()
@with_appcontext
def repair() -> None:
    """Write everybody's folded tables afresh, then present stages and kept counts.

    In short transactions, while people go on working.
    """
    for person_id, _uid in _people():
        with house().database.writing() as db:
            rebuild(db, person_id, library=house().library)
    put_right(house().database)


@counters.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The last day to write; yesterday.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Write again from this day on.")
@with_appcontext
def days(day: datetime | None, since: datetime | None) -> None:
    """Mark who is stuck, and write how each stage stood at the end of each day."""
    today = local_day(datetime.now(UTC))
    last = day.date() if day else today - timedelta(days=1)
    if last >= today:
        raise click.BadParameter("write a day before today", param_hint="--day")
    with house().database.reading() as db:
        agencies = db.scalars(select(Agency.id)).all()
    for agency_id in agencies:
        mark_agency(house().database, agency_id, today)
        write_days(house().database, agency_id, last, since.date() if since else None)
    click.echo(f"{len(agencies)} agencies until {last}")


def _check_stages() -> int:
    """Print the present stages and counts that differ, agency by agency; how many."""
    wrong = 0
    with house().database.reading() as db:
        for agency_id in agencies_counted(db):
            stages, counts = wrong_stages(db, agency_id), wrong_counts(db, agency_id)
            wrong += len(stages) + len(counts)
            for row, what in stages:
                click.echo(f"stages_now {row} {what}")
            for leaf, (kept, true) in counts.items():
                place = "/".join(str(part) for part in leaf)
                click.echo(f"people_counts {place} kept {kept} true {true}")
    click.echo(f"{wrong} stages and counts differ")
    return wrong


def _people() -> list[tuple[int, object]]:
    """Everybody who has events, or rows that only events make."""
    with house().database.reading() as db:
        query = select(Person.id, Person.uid).where(Person.id.in_(who_learned()))
        return [(row.id, row.uid) for row in db.execute(query)]
