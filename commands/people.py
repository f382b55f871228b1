"""`flask people …`: people entered from the command line."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from actions.founding import found_agency
from actions.people import NameTakenError
from blueprints.web.house import house
from domain.phone import normal_phone


@click.group("people")
def people() -> None:
    """People and agencies."""


@people.command()
@click.option("--agency", required=True, help="Name of the agency.")
@click.option("--region", required=True, help="GB/T 2260 code of its county, six digits.")
@click.option("--region-name", required=True, help="Name of the county.")
@click.option("--name", required=True, help="Name of its first manager.")
@click.option("--phone", required=True, help="Mobile number of the manager.")
@with_appcontext
def found(agency: str, region: str, region_name: str, name: str, phone: str) -> None:
    """Enter the first agency and its manager; prints the code that sets the password."""
    number = normal_phone(phone)
    if number is None:
        raise click.BadParameter("write a mobile number of 11 digits", param_hint="--phone")
    if not (region.isascii() and region.isdigit() and len(region) in {6, 9}):
        raise click.BadParameter("write a code of six digits", param_hint="--region")
    try:
        with house().database.writing() as db:
            founded = found_agency(
                db,
                agency_name=agency,
                region_code=region,
                region_name=region_name,
                manager_name=name,
                phone=number,
                keyring=house().keyring,
                at=datetime.now(UTC),
            )
    except NameTakenError as taken:
        raise click.BadParameter(
            "somebody has this number already", param_hint="--phone"
        ) from taken
    click.echo(f"{house().settings.base_url}/recover  {founded.code}")
