"""`flask courses`: check the lessons and items, list the courses, preview them. No database."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from content.library import Library
from content.load import Loaded, files_of, inspect_files
from content.report import report

ROOT = Path(__file__).resolve().parent.parent
CHINA = timezone(timedelta(hours=8))  # a day is fixed +08:00 (decisions.md 36)

_folder = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT,
    help="The folder that holds courses/ and help/.",
)


@click.group()
def courses() -> None:
    """Look at the courses: lessons, items, glossary and help."""


@courses.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_folder
def check(as_json: bool, folder: Path) -> None:
    """Check every file; fails with file, line and fix if one has a fault."""
    loaded = load(folder)
    told = report(loaded.library, loaded.problems)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _told(told))
    if loaded.problems:
        raise SystemExit(1)


@courses.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_folder
def list_courses(as_json: bool, folder: Path) -> None:
    """List the courses with their chapters; unwritten ones are marked."""
    library = load(folder).library
    if as_json:
        click.echo(json.dumps(report(library, ()), ensure_ascii=False))
        return
    for line in _outlines(library):
        click.echo(line)


def load(folder: Path) -> Loaded:
    """The content of a folder as it is now, with today's problems."""
    return inspect_files(files_of(folder), today=datetime.now(CHINA).date())


def _told(told: dict[str, Any]) -> str:
    faults = [f"{each['file']}:{each['line']}: {each['message']}" for each in told["errors"]]
    counts = [
        f"{row['id']}：{row['chapters']} 章，{row['lessons']} 课，{row['characters']} 字，"
        f"{row['points']} 个考点，单选 {row['items']['single']} 道，"
        f"多选 {row['items']['multiple']} 道"
        for row in told["courses"]
    ]
    end = f"有 {len(faults)} 处要改" if faults else "没有发现问题"
    return "\n".join([*faults, *counts, end])


def _outlines(library: Library) -> list[str]:
    lines = []
    for course in library.courses.values():
        lines.append(f"{course.id}  {course.title}")
        for chapter in course.chapters:
            count = f"{len(chapter.lessons)} 课" if chapter.written else "还没写"
            lines.append(f"  {chapter.number:2d} {chapter.title}（{count}）")
    return lines
