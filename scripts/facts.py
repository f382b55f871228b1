"""Prints every number the README shows, as JSON lines: weights, queries, contrast, content, axe."""

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import brotli  # noqa: E402
from sqlalchemy import event  # noqa: E402

from actions.marking import keep_versions  # noqa: E402
from app import create_app  # noqa: E402
from commands.demo import load_demo  # noqa: E402
from config import read  # noqa: E402
from models import migrate  # noqa: E402

PAGES = (
    "/",
    "/today",
    "/courses",
    "/courses/junior-comprehensive-2025",
    "/courses/junior-comprehensive-2025/jc04-01",
    "/courses/junior-comprehensive-2025/jc04-01/check",
    "/practice",
    "/wrong",
    "/mocks",
    "/progress",
    "/road",
    "/road/eligibility",
    "/plan",
    "/me",
)
BROWSER_FACTS = ROOT / "build" / "browser-facts.json"


def main() -> None:
    """Measure the demo in process and print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read({"ZHAGEN_INSTANCE": folder}))
        house = app.extensions["house"]
        migrate.upgrade(house.database)
        with house.database.writing() as db:
            keep_versions(db, house.library)
        load_demo(house)
        for line in (*pages(app), content(house), contrast(), *browser()):
            print(json.dumps(line, ensure_ascii=False))
        house.database.close()


def pages(app: Any) -> list[dict[str, Any]]:
    """Bytes at first view (page and styles, brotli) and queries of each page."""
    client = _signed_in(app)
    styles = len(
        app.extensions["house"].assets.find(app.extensions["house"].assets.url("zhagen.css")).br
    )
    engine = app.extensions["house"].database.engine
    lines = []
    for path in PAGES:
        answer, asked = _counted(engine, lambda path=path: client.get(path))
        page = len(brotli.compress(answer.data, quality=5))
        lines.append(
            {
                "page": path,
                "status": answer.status_code,
                "html_br": page,
                "css_br": styles,
                "first_view": page + styles,
                "queries": asked,
            }
        )
    return lines


def _counted(engine: Any, ask: Any) -> tuple[Any, int]:
    queries: list[str] = []

    def count(*told: Any) -> None:
        queries.append(told[2])

    event.listen(engine, "before_cursor_execute", count)
    answer = ask()
    event.remove(engine, "before_cursor_execute", count)
    return answer, sum(not query.startswith("BEGIN") for query in queries)


def _signed_in(app: Any) -> Any:
    client = app.test_client()
    token = re.search(rb'name="csrf_token" value="([0-9a-f]+)"', client.get("/login").data)
    form = {"csrf_token": token[1].decode(), "login": "xiulan", "password": "zhagen-demo-2026"}
    assert client.post("/login", data=form).status_code == 303  # noqa: S101
    return client


def content(house: Any) -> dict[str, Any]:
    """What there is to learn."""
    library = house.library
    return {
        "courses": len(library.courses),
        "lessons": sum(len(course.lessons) for course in library.courses.values()),
        "practice_items": len(library.items(pool="practice")),
        "mock_items": len(library.items(pool="mock")),
        "check_questions": len(library.items(pool="check")),
        "terms": len(library.glossary),
        "rules": len(house.rules.rules),
    }


def contrast() -> dict[str, Any]:
    """The lowest contrast of words and of marks in both themes, from the tokens."""
    from tests.house.test_look import MARKS, TEXT, themes
    from tests.house.test_look import contrast as ratio

    return {
        f"lowest_contrast_of_{name}": round(
            min(
                ratio(colours[mark], colours[ground])
                for colours in themes().values()
                for mark, grounds in pairs.items()
                for ground in grounds.split()
            ),
            2,
        )
        for name, pairs in (("words", TEXT), ("marks", MARKS))
    }


def browser() -> list[dict[str, Any]]:
    """Totals of axe and reflow, as the last run of the Chromium tests counted them."""
    if not BROWSER_FACTS.exists():
        return []
    return [json.loads(line) for line in BROWSER_FACTS.read_text().splitlines() if line]


if __name__ == "__main__":
    main()
