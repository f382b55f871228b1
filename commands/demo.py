"""`flask demo …`: a county with life in it, for looking at the product. Never in production."""

import json
import time
from datetime import UTC, datetime, timedelta

import click
from flask.cli import with_appcontext

from actions.concerns import watch_nightly
from actions.demo import CAST, PASSWORD, enter_county, has_demo
from actions.demo_doings import live_together
from actions.demo_neighbours import enter_neighbours
from actions.demo_study import study_a_while
from actions.jobs import Workshop, ask_for
from actions.marking import keep_versions
from actions.mock_papers import Books
from actions.pipeline_days import JOB as PIPELINE
from actions.province import ProvinceThereError, make_province
from actions.region_counts import JOB as COUNT_REGIONS
from actions.region_counts import count_nightly
from actions.rulebook import rules_in_force
from blueprints.web.house import House, house
from config import Settings
from models import migrate

DAYS_OF_STUDY = 16


@click.group("demo")
def demo() -> None:
    """The demo county."""


@demo.command()
@with_appcontext
def load() -> None:
    """Enter the demo county; doing it again changes nothing."""
    if not house().settings.demo:
        raise click.ClickException("the demo is for ZHAGEN_ENV=demo only")
    migrate.upgrade(house().database)
    click.echo("entered" if load_demo(house()) else "already there")
    click.echo(describe(house().settings))


@demo.command()
@click.option("--people", type=click.IntRange(1, 2_000_000), required=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_appcontext
def province(people: int, as_json: bool) -> None:
    """Make a province of so many people, with counties, agencies and posts; once per database."""
    if not house().settings.demo:
        raise click.ClickException("the demo is for ZHAGEN_ENV=demo only")
    begun, at, of = time.monotonic(), datetime.now(UTC), house()
    migrate.upgrade(of.database)
    try:
        with of.database.writing() as db:
            made = make_province(db, people=people, at=at, password=PASSWORD)
    except ProvinceThereError as there:
        raise click.ClickException(
            "a province is there already; begin with a new folder"
        ) from there
    workshop = Workshop(of.database, of.library, of.rules)
    count_nightly({}, workshop, at)
    watch_nightly({}, workshop, at)
    told = {**made.rows, "seconds": round(time.monotonic() - begun, 1)}
    lines = [*(f"{name:<20}{many:>10}" for name, many in told.items()), *sorted(made.officers)]
    click.echo(
        json.dumps(told | {"officers": sorted(made.officers)}) if as_json else "\n".join(lines)
    )


def load_demo(into: House) -> bool:
    """Enter the demo county unless it is there; whether it was entered now."""
    with into.database.writing() as db:
        if has_demo(db):
            return False
        keep_versions(db, into.library)
        at = datetime.now(UTC)
        started = at - timedelta(days=DAYS_OF_STUDY)
        enter_county(db, keyring=into.keyring, at=started, today=at)
        books = Books(into.library, rules_in_force(db, into.rules))
        study_a_while(db, books=books, start=started)
        scene = enter_neighbours(db, keyring=into.keyring, at=datetime.now(UTC))
        live_together(scene, books)
        ask_for(db, PIPELINE, f"{PIPELINE}:demo", at=datetime.now(UTC))
        ask_for(db, COUNT_REGIONS, f"{COUNT_REGIONS}:demo", at=datetime.now(UTC))
    return True


def describe(settings: Settings) -> str:
    """The address and the sign-ins, for the screen."""
    width = max(len(one.login) for one in CAST)
    lines = [f"  {one.login:<{width}}  {PASSWORD}  {one.told}" for one in CAST]
    return "\n".join(["", f"扎根 Zhagen: {settings.base_url}", "", *lines, ""])
