"""`flask regions …`: names and codes of places, zones of one's own, sums by place."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from actions.regions import WrongCodeError, add_zone, enter_regions, mend_regions
from blueprints.web.house import house
from content.regions import province_places, provinces_with_townships

WHY = {
    "digits": "a code has 2, 4, 6 or 9 digits",
    "parent": "the code must begin with the code after --under, one step longer, and that be known",
    "reserved": "a zone's own part begins with 9: 9xx under a county, 9x under a city",
    "taken": "this code is taken",
}


@click.group("regions")
def regions() -> None:
    """Regions."""


@regions.command()
@click.argument("province")
@with_appcontext
def load(province: str) -> None:
    """Enter a province (two digits) with cities, counties and known townships; twice is once."""
    places = province_places(province) if len(province) == 2 else ()  # noqa: PLR2004
    if not places:
        raise click.BadParameter("write the two digits of a province, such as 42")
    with house().database.writing() as db:
        new = enter_regions(db, places)
    townships = province in provinces_with_townships()
    click.echo(
        f"{new} new, {len(places)} in all{'' if townships else '; no townships in the files'}"
    )


@regions.command()
@click.argument("code")
@click.argument("name")
@click.option("--under", required=True, help="Code of the city or county it lies in.")
@with_appcontext
def add(code: str, name: str, under: str) -> None:
    """Add a development zone."""
    try:
        with house().database.writing() as db:
            add_zone(db, code, name, under=under, by="command-line", at=datetime.now(UTC))
    except WrongCodeError as wrong:
        raise click.BadParameter(WHY[wrong.reason], param_hint="CODE") from wrong
    click.echo(f"{code} {name}")


@regions.command()
@with_appcontext
def recount() -> None:
    """Sum the kept counts by place anew."""
    wrong = mend_regions(house().database)
    click.echo(f"{wrong} sums were wrong")
