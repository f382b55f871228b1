"""`flask rules`: check the rulebook, show one rule, enter rules over those of the files.

Only `enter`, `entered` and `withdraw` need the database.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask.cli import with_appcontext

from actions.road import enter_rules, withdraw_rules
from blueprints.web.house import house
from content.problems import ContentError
from content.rules import Reading, Rulebook, load_rules_from, read_rules, rule_files
from models.road_queries import overrides_in_force

FOLDER = Path(__file__).resolve().parent.parent / "rulebook"


@click.group("rules")
def rules_group() -> None:
    """Look at the rulebook: dated, cited rules by region."""


@rules_group.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, show_default=False)
def check(as_json: bool, folder: Path) -> None:
    """Check every rule file; fails with file, line and fix if one has a fault."""
    reading = read_rules(rule_files(folder))
    report = report_of(reading)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else _told(report))
    if reading.problems:
        raise SystemExit(1)


@rules_group.command("show")
@click.argument("rule_id")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, show_default=False)
def show(rule_id: str, folder: Path) -> None:
    """Print one rule with its source, as JSON."""
    rule = _book(folder).get(rule_id)
    if rule is None:
        raise click.ClickException(f"没有编号为“{rule_id}”的规则")
    click.echo(json.dumps(rule.as_dict(), ensure_ascii=False, indent=2))


@rules_group.command("enter")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="命令行", show_default=True, help="Who enters it.")
@with_appcontext
def enter(file: Path, by: str) -> None:
    """Put the rules of FILE before those of the files; fails with file, line and fix."""
    try:
        text = file.read_text(encoding="utf-8")
        with house().database.writing() as session:
            rules = enter_rules(session, file.name, text, by, datetime.now(UTC))
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{file.name}：请另存为 UTF-8 编码") from fault
    except ContentError as fault:
        raise click.ClickException(str(fault)) from fault
    for rule in rules:
        click.echo(f"{rule.id}  {rule.kind}  {rule.region}")


@rules_group.command("entered")
@with_appcontext
def entered() -> None:
    """List the rules entered here that are in force."""
    with house().database.reading() as session:
        for row in session.scalars(overrides_in_force()):
            click.echo(f"{row.uid}  {row.name}  {row.by}  {row.at:%Y-%m-%d %H:%M} UTC")


@rules_group.command("withdraw")
@click.argument("uid", type=click.UUID)
@click.option("--by", default="命令行", show_default=True, help="Who takes it back.")
@with_appcontext
def withdraw(uid: UUID, by: str) -> None:
    """Take back what was entered under UID (see `entered`)."""
    with house().database.writing() as session:
        taken = withdraw_rules(session, uid, by, datetime.now(UTC))
    if not taken:
        raise click.ClickException(f"没有编号为“{uid}”的录入，先看 flask rules entered")


def report_of(reading: Reading) -> dict[str, Any]:
    """Return the counts and faults of a reading: {rules, regions, unsourced, errors}."""
    return {
        "rules": len(reading.rules),
        "regions": len({rule.region for rule in reading.rules}),
        "unsourced": sum(not rule.source.strip() for rule in reading.rules),
        "errors": [
            {"file": fault.file, "line": fault.line, "message": fault.message}
            for fault in reading.problems
        ],
    }


def _told(report: dict[str, Any]) -> str:
    counts = f"规则 {report['rules']} 条，地区 {report['regions']} 个"
    counts += f"，缺来源 {report['unsourced']} 条，问题 {len(report['errors'])} 处"
    faults = (f"{each['file']}:{each['line']}: {each['message']}" for each in report["errors"])
    return "\n".join([*faults, counts])


def _book(folder: Path) -> Rulebook:
    try:
        return load_rules_from(folder)
    except ContentError as fault:
        raise click.ClickException(str(fault)) from fault
