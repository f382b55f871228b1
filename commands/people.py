"""`flask people …`: people entered from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from actions.founding import OtherNameError, appoint_administrator, found_agency
from actions.people import NameTakenError
from blueprints.web.house import house
from commands.people_import import Order, import_people
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
    number = _number(phone)
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
    _say_code(founded.code)


@people.command()
@click.option("--name", required=True, help="Name of the administrator.")
@click.option("--phone", required=True, help="Mobile number of the administrator.")
@with_appcontext
def administrator(name: str, phone: str) -> None:
    """Let somebody run the installation; prints the code that sets the password.

    For the first one, and for one who lost the password. All others are appointed by page.
    """
    number = _number(phone)
    try:
        with house().database.writing() as db:
            code = appoint_administrator(
                db, name=name, phone=number, keyring=house().keyring, at=datetime.now(UTC)
            )
    except OtherNameError as other:
        raise click.BadParameter("somebody else has this number", param_hint="--phone") from other
    _say_code(code)


def _number(phone: str) -> str:
    number = normal_phone(phone)
    if number is None:
        raise click.BadParameter("write a mobile number of 11 digits", param_hint="--phone")
    return number


def _say_code(code: str) -> None:
    click.echo(f"{house().settings.base_url}/recover  {code}")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", help="Name of the agency; in the demo its first one.")
@click.option("--dry-run", is_flag=True, help="Only look it over; no database is needed.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option(
    "--purpose",
    type=click.Choice(["exam", "filing"]),
    help="Keep ID-card numbers for this; without it they are dropped.",
)
@with_appcontext
def import_file(
    file: Path, agency: str | None, dry_run: bool, as_json: bool, purpose: str | None
) -> None:
    """Enter the people of a roster (CSV, XLSX, XLS, ODS); a file with any error enters nobody."""
    report = import_people(house(), Order(file, agency, purpose or "", dry_run))
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _told(report))
    if report["errors"]:
        raise click.exceptions.Exit(1)


def _told(report: dict[str, Any]) -> str:
    """The report for a terminal."""
    lines = [f"{e['row']}\t{e['column']}\t{e['message']}" for e in report["errors"]]
    counts = ("rows", "valid", "would_create", "would_update")
    return "\n".join([*lines, "  ".join(f"{name} {report[name]}" for name in counts)])
