"""Days have one form for each use, and one place that writes them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask_babel import force_locale

from blueprints.words import days

ROOT = Path(__file__).parents[2]
LATE = datetime(2026, 12, 24, 17, 5, tzinfo=UTC)
"""Already the 25th at +08:00."""
OTHERS = re.compile(r"format_date|format_datetime|strftime|datetimeformat|dateformat|:%[YmdHM]")


@pytest.mark.parametrize(
    ("words", "given", "chinese", "english"),
    [
        (days.long_day, date(2026, 1, 5), "2026年1月5日", "5 January 2026"),
        (days.long_day, LATE, "2026年12月25日", "25 December 2026"),
        (days.short_day, LATE, "12月25日", "25 December"),
        (days.iso_day, LATE, "2026-12-25", "2026-12-25"),
        (days.clock_words, LATE, "01:05", "01:05"),
        (days.long_moment, LATE, "2026年12月25日 01:05", "25 December 2026 01:05"),
        (days.short_moment, LATE, "12月25日 01:05", "25 December 01:05"),
        (days.iso_second, LATE, "2026-12-25 01:05:00", "2026-12-25 01:05:00"),
        (lambda pair: days.month_words(*pair), (2026, 9), "2026年9月", "September 2026"),
    ],
)
def test_each_use_has_its_form(app, words, given, chinese, english):
    with app.test_request_context("/"):
        with force_locale("zh"):
            assert words(given) == chinese
        with force_locale("en"):
            assert words(given) == english


def test_nobody_else_writes_days():
    """Addresses and machines have their own forms; people read those of this module."""
    places = [*(ROOT / "blueprints").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    assert {str(path.relative_to(ROOT)) for path in places if OTHERS.search(path.read_text())} == {
        "blueprints/road/calendar.py",
        "blueprints/words/days.py",
    }
