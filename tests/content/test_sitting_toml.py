"""A form's sitting becomes the text of a rule file, and that text is read back the same."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from config import ROOT
from content.problems import ContentError
from content.rule_change import changes
from content.rules import load_rules_from, parse_rules
from content.rules_build import fee_of, papers_of, sessions_of, sitting_of, sittings_of
from content.sitting_toml import SittingEntry, sitting_file, sitting_toml
from domain.days import ZONE
from domain.sittings import Session

LEVELS = ("junior", "middle", "senior")
WHOLE = SittingEntry(
    region="420000",
    year=2030,
    levels=("junior", "middle"),
    status="announced",
    source='湖北人事考试网 "通知"',
    document="鄂人社考〔2030〕1号",
    confidence="high",
    checked_on=date(2030, 1, 2),
    note='反斜线 \\ 和引号 "也行',
    exam_days=(date(2030, 5, 25), date(2030, 5, 26)),
    windows={
        "registration": (
            datetime(2030, 3, 12, 9, tzinfo=ZONE),
            datetime(2030, 3, 25, 20, tzinfo=ZONE),
        ),
        "payment": (None, datetime(2030, 3, 27, 20, tzinfo=ZONE)),
        "ticket": (datetime(2030, 5, 18, 9, tzinfo=ZONE), None),
        "results": (None, None),
    },
    results_planned="考后两个月",
    fees={"J-ZH": 6100, "J-SW": 6100},
    sessions=(Session(paper="J-ZH", day=1, starts=time(13, 30), ends=time(15, 30)),),
)


def test_everything_is_read_back():
    sitting, fees = parse_rules(sitting_toml(WHOLE).encode(), sitting_file(WHOLE))
    value = sitting.data
    assert (sitting.id, sitting.region, sitting.source) == (
        "sitting-2030-420000",
        "420000",
        WHOLE.source,
    )
    assert (value.year, value.levels, value.exam_days) == (2030, WHOLE.levels, WHOLE.exam_days)
    assert sitting.note == WHOLE.note
    assert set(value.windows) == {"registration", "payment", "ticket"}
    assert value.windows["registration"].opens.isoformat() == "2030-03-12T09:00:00+08:00"
    assert value.sessions == WHOLE.sessions
    assert dict(fees.data.fen) == WHOLE.fees
    assert fees.valid_from == date(2030, 1, 1)


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [(3, time(9), time(11)), (0, time(9), time(11)), (1, time(9), time(9))],
)
def test_hours_on_no_day_of_the_exam_or_turned_round_are_refused(day, starts, ends):
    wrong = Session(paper="J-ZH", day=day, starts=starts, ends=ends)
    with pytest.raises(ContentError):
        parse_rules(sitting_toml(replace(WHOLE, sessions=(wrong,))).encode(), "x.toml")
    with pytest.raises(ContentError):
        parse_rules(sitting_toml(replace(WHOLE, sessions=WHOLE.sessions * 2)).encode(), "x.toml")


def test_own_hours_of_a_paper_go_before_the_usual_ones():
    book = load_rules_from(ROOT / "rulebook")
    book = book.override(parse_rules(sitting_toml(WHOLE).encode(), "x.toml"))
    sitting = sitting_of(book, "420527", "junior", 2030)
    own = sessions_of(book, "420527", sitting, papers_of(book, "junior"))
    hours = {one.paper: f"{one.starts:%d %H:%M} {one.ends:%H:%M} {one.rule}" for one in own}
    assert hours == {
        "J-ZH": "25 13:30 15:30 sitting-2030-420000",
        "J-SW": "26 14:00 16:00 session-j-sw",
    }


def test_what_is_not_announced_has_no_date_at_all():
    entry = SittingEntry(
        region="430000",
        year=2031,
        levels=("junior",),
        status="unannounced",
        source="x",
        document="",
        confidence="low",
        checked_on=date(2030, 1, 2),
    )
    text = sitting_toml(entry)
    (rule,) = parse_rules(text.encode(), sitting_file(entry))
    assert rule.data.exam_days == ()
    assert "2031-" not in text.replace("sitting-2031-430000", "")


@pytest.mark.parametrize("status", ["announced", "unannounced"])
def test_the_checker_of_the_files_refuses_what_does_not_fit(status):
    days = () if status == "announced" else WHOLE.exam_days
    entry = replace(WHOLE, status=status, exam_days=days)
    with pytest.raises(ContentError):
        parse_rules(sitting_toml(entry).encode(), sitting_file(entry))


def test_a_region_that_tells_of_one_level_hides_no_other():
    """Hubei tells of 初级 alone: 中级 keeps the country's 未公布, and so the other way round."""
    book = load_rules_from(ROOT / "rulebook")
    for level, paper in (("junior", "J-ZH"), ("middle", "M-ZH")):
        entry = replace(
            WHOLE, year=2027, levels=(level,), whole=False, sessions=(), windows={},
            exam_days=(date(2027, 5, 22), date(2027, 5, 23)), fees={paper: 7000},
        )  # fmt: skip
        before = {one: sitting_of(book, "420527", one, 2027) for one in LEVELS}
        fees = {one: fee_of(book, "420527", papers_of(book, one)) for one in LEVELS}
        book = book.override(parse_rules(sitting_toml(entry).encode(), sitting_file(entry)))
        after = {one: sitting_of(book, "420527", one, 2027) for one in LEVELS}
        assert after.pop(level).status == "announced"
        assert after == {one: sitting for one, sitting in before.items() if one != level}
        assert {one: fee_of(book, "420527", papers_of(book, one)) for one in LEVELS} == fees
        assert fee_of(book, "420527", [paper]) == 7000
    assert sitting_of(book, "420527", "senior", 2027).status == "unannounced"
    assert [s.year for s in sittings_of(book, "420527", "middle")] == list(range(2019, 2028))


def test_a_change_stands_beside_what_held_before():
    book = load_rules_from(ROOT / "rulebook")
    rules = parse_rules(sitting_toml(WHOLE).encode(), "x.toml")
    sitting, fees = changes(book, rules)
    assert sitting.before is None
    assert fees.before is None or fees.before.kind == "fees"
    changed = book.get("sitting-2026-420000")
    again = changes(book, [changed])[0]
    assert again.before == changed
    assert not any(line.changed for line in again.lines)
