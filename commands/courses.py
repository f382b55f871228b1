"""`flask courses`: check the lessons and items, list the courses, preview them. No database."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
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


@courses.command()
@click.argument("course", required=False)
@click.option("--port", type=click.IntRange(1, 65535), default=8010, show_default=True)
@_folder
def preview(course: str | None, port: int, folder: Path) -> None:
    """Serve the pages of a folder; change a file and load the page again."""
    from werkzeug.serving import run_simple

    from commands.preview import preview_app, start_of

    known = load(folder).library.courses
    if course is not None and course not in known:
        raise click.ClickException(f"没有课程 {course}，现有：{'、'.join(known)}")
    with TemporaryDirectory() as instance:
        app = preview_app(folder, course, port, Path(instance))
        click.echo(f"http://127.0.0.1:{port}{start_of(course)}")
        click.echo("试题在各课末尾的“做 3 道小题”里；改了文件，刷新页面就能看到")
        run_simple("127.0.0.1", port, app, threaded=True)


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
