"""The authors' preview: the product's own pages over a folder, read again whenever it changes."""

from pathlib import Path

from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

import config
from blueprints.web.gates import allow
from blueprints.web.house import House, house
from commands.courses import load
from content.course import Chapter, Course, Pool
from content.load import FOLDERS, Loaded
from content.problems import Problem
from domain.access import Act
from models import migrate

MOST_SHOWN = 20  # problems on top of a page
POOLS: tuple[Pool, ...] = ("check", "practice", "mock")


class Watched:
    """A folder of content that is read again after a file has changed."""

    def __init__(self, folder: Path, course: str | None) -> None:
        self._folder = folder
        self._course = course
        self._seen: dict[str, int] = {}
        self._loaded: Loaded | None = None

    def loaded(self) -> Loaded:
        """The content as it is on the disk now."""
        now = self._times()
        if self._loaded is None or now != self._seen:
            self._loaded, self._seen = load(self._folder), now
        return self._loaded

    def problems(self) -> list[Problem]:
        """What is wrong with the course that is previewed, or with everything."""
        start = f"courses/{self._course}/" if self._course else ""
        return [each for each in self.loaded().problems if each.file.startswith(start)]

    def _times(self) -> dict[str, int]:
        files = (path for part in FOLDERS for path in (self._folder / part).rglob("*.*"))
        return {str(path): path.stat().st_mtime_ns for path in files if path.is_file()}


def preview_app(folder: Path, course: str | None, port: int, instance: Path) -> Flask:
    """The product over the content of a folder, with an empty database in `instance`."""
    from app import create_app

    app = create_app(config.read({"ZHAGEN_INSTANCE": str(instance), "PORT": str(port)}))
    home: House = app.extensions["house"]
    migrate.upgrade(home.database)
    home.lesson_paths = frozenset()  # nothing is kept by the fast lane: files may change
    watched = Watched(folder, course)
    app.before_request(lambda: _refresh(watched))
    app.add_url_rule("/preview/<slug:course_id>/<slug:folder>", "preview.items", items)
    app.view_functions["study.check"] = check
    return app


def start_of(course: str | None) -> str:
    """The path of the page an author begins with."""
    return f"/courses/{course}" if course else "/courses"


@allow(Act.PUBLIC)
def items(course_id: str, folder: str) -> ResponseReturnValue:
    """Show all questions of a chapter with key and reasons."""
    course, chapter = _chapter_or_404(course_id, folder)
    library = house().library
    found = [
        item
        for pool in POOLS
        for item in library.items(course=course.id, chapter=chapter.number, pool=pool)
    ]
    return render_template("preview/items.html", course=course, chapter=chapter, items=found)


@allow(Act.PUBLIC)
def check(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """Lead from a lesson to its questions, which need no signing in here."""
    found = house().library.checks(lesson_id)
    if not found or found[0].course != course_id:
        abort(404)
    chapter = house().library.course(course_id).chapter(found[0].chapter)
    place = url_for("preview.items", course_id=course_id, folder=chapter.folder)
    return redirect(f"{place}#{found[0].id}", 303)


def _chapter_or_404(course_id: str, folder: str) -> tuple[Course, Chapter]:
    course = house().library.courses.get(course_id)
    chapters = course.chapters if course else ()
    chapter = next((each for each in chapters if each.folder == folder), None)
    if course is None or chapter is None:
        abort(404)
    return course, chapter


def _refresh(watched: Watched) -> None:
    """Take what is on the disk now; say what is wrong on top of the page that follows."""
    house().library = watched.loaded().library
    session.pop("_flashes", None)
    if request.endpoint in {None, "study.check"}:
        return
    problems = watched.problems()
    for problem in problems[:MOST_SHOWN]:
        flash(str(problem), "bad")
    if len(problems) > MOST_SHOWN:
        flash(f"还有 {len(problems) - MOST_SHOWN} 处要改，运行 flask courses check 看全部", "bad")
