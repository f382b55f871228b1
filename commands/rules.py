"""`flask rules`: check the rulebook and show one rule. Needs no database."""

import json
from pathlib import Path
from typing import Any

import click

from content.problems import ContentError
from content.rules import Reading, Rulebook, load_rules_from, read_rules, rule_files

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
