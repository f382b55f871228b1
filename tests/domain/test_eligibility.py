"""Every row of the decision table on both sides of its border; lines, missing facts, regions."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from content.rules import load_rules_from
from content.rules_build import eligibility_rules
from domain.eligibility import (
    Answer,
    Education,
    Facts,
    Level,
    Major,
    Spell,
    Verdict,
    may_sit,
)

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
RULES = eligibility_rules(BOOK, "420625", 2027)
TODAY = date(2026, 11, 24)
J, M = Level.JUNIOR, Level.MIDDLE
E, SW, OTHER = Education, Major.SOCIAL_WORK, Major.OTHER


def person(education: Education, major: Major | None, since: date | None, **more: object) -> Facts:
    told = Facts(
        education=education,
        studying=False,
        major=major,
        practice_from=since,
        spells=() if since is None else None,
        certificates={},
        region="420625",
    )
    return replace(told, **more)


def ask(level: Level, facts: Facts, year: int = 2027) -> Answer:
    return may_sit(level, year, facts, RULES, TODAY)


ROWS = [
    (J, "J1", E.HIGH_SCHOOL, None, 4),
    (J, "J1", E.VOCATIONAL, None, 4),
    (J, "J2", E.COLLEGE, SW, 2),
    (J, "J4", E.COLLEGE, OTHER, 4),
    (J, "J5", E.BACHELOR, OTHER, 2),
    (J, "J5", E.MASTER, OTHER, 2),
    (J, "J5", E.DOCTOR, OTHER, 2),
    (M, "M2", E.COLLEGE, SW, 4),
    (M, "M3", E.BACHELOR, SW, 3),
    (M, "M4", E.MASTER, SW, 1),
    (M, "M6-college", E.COLLEGE, OTHER, 6),
    (M, "M6-bachelor", E.BACHELOR, OTHER, 5),
    (M, "M6-master", E.MASTER, OTHER, 3),
    (M, "M6-doctor", E.DOCTOR, OTHER, 2),
]


@pytest.mark.parametrize(("level", "row", "education", "major", "years"), ROWS)
def test_a_row_is_met_on_its_last_day_and_missed_by_one_day(level, row, education, major, years):
    in_time = date(2028 - years, 1, 1)  # full on 31 December 2027
    late = in_time + timedelta(days=1)

    met, missed = (ask(level, person(education, major, day)) for day in (in_time, late))

    assert (met.verdict, met.first_year, met.row) == (Verdict.YES, 2027, row)
    assert (missed.verdict, missed.first_year, missed.row) == (Verdict.LATER, 2028, row)


@pytest.mark.parametrize("education", [E.BACHELOR, E.MASTER, E.DOCTOR])
def test_social_work_from_bachelor_up_needs_no_years_for_junior(education):
    answer = ask(J, person(education, SW, None))
    assert (answer.verdict, answer.row) == (Verdict.YES, "J3")


def test_a_doctor_of_social_work_needs_no_years_for_middle():
    answer = ask(M, person(E.DOCTOR, SW, None))
    assert (answer.verdict, answer.row) == (Verdict.YES, "M5")


@pytest.mark.parametrize(
    ("graduation", "verdict", "first"),
    [
        (date(2027, 6, 30), Verdict.YES, 2027),
        (date(2027, 12, 31), Verdict.YES, 2027),
        (date(2028, 1, 1), Verdict.LATER, 2028),
    ],
)
def test_a_student_of_social_work_may_sit_in_the_year_of_graduation(graduation, verdict, first):
    student = person(E.BACHELOR, SW, None, studying=True, graduated_on=graduation)
    answer = ask(J, student)
    assert (answer.verdict, answer.first_year) == (verdict, first)


def test_a_student_of_another_major_has_only_the_school_before():
    student = person(
        E.BACHELOR, OTHER, None, studying=True, graduated_on=date(2027, 6, 30), spells=()
    )
    answer = ask(J, student)
    assert (answer.verdict, answer.first_year, answer.row) == (Verdict.LATER, 2029, "J5")
    assert "education-from" in [line.code for line in answer.lines]


@pytest.mark.parametrize(
    ("obtained", "verdict", "first"),
    [
        (date(2022, 1, 1), Verdict.YES, 2027),
        (date(2022, 1, 2), Verdict.LATER, 2028),
    ],
)
def test_high_school_counts_middle_years_from_the_junior_certificate(obtained, verdict, first):
    worker = person(E.HIGH_SCHOOL, None, date(2010, 1, 1), certificates={J: obtained})
    answer = ask(M, worker)
    assert (answer.verdict, answer.first_year, answer.row) == (verdict, first, "M1")


def test_high_school_without_the_certificate_hears_junior_first_and_the_earliest_year():
    answer = ask(M, person(E.HIGH_SCHOOL, None, date(2010, 1, 1)))
    assert (answer.verdict, answer.first_year) == (Verdict.LATER, 2033)
    first = answer.lines[0]
    assert (first.code, first.params) == ("certificate-first", {"level": J, "year": 2027})
    assert first.rule == "eligibility-m1"


@pytest.mark.parametrize("level", [J, M])
def test_below_high_school_is_never_and_says_what_else(level):
    answer = ask(level, person(E.BELOW, None, date(2000, 1, 1)))
    assert (answer.verdict, answer.first_year, answer.missing) == (Verdict.NEVER, None, ())
    assert [(line.code, line.rule) for line in answer.lines] == [
        ("education-too-low", "eligibility-education-too-low"),
        ("upgrade-to-secondary", "alternative-upgrade-to-secondary"),
        ("upgrade-to-college", "alternative-upgrade-to-college"),
        ("village-course", "alternative-village-course"),
    ]


def test_the_lines_say_what_is_short_and_when_it_is_full():
    answer = ask(J, person(E.HIGH_SCHOOL, None, date(2025, 7, 1)))
    params = {line.code: dict(line.params) for line in answer.lines}
    assert answer.first_year == 2029
    assert params["row-later"] == {
        "row": "J1",
        "years": 4,
        "year": 2029,
        "until": date(2027, 12, 31),
        "have": 2,
    }
    assert params["years-full"] == {"on": date(2029, 6, 30), "years": 4}
    assert params["cutoff"] == {"until": date(2029, 12, 31)}


def test_a_row_met_only_by_going_on_says_until_when():
    answer = ask(J, person(E.HIGH_SCHOOL, None, date(2023, 7, 1)))
    lines = {line.code: line for line in answer.lines}
    assert answer.verdict is Verdict.YES
    assert lines["practice-must-go-on"].params == {"on": date(2027, 6, 30)}
    assert lines["row-met"].rule == "eligibility-j1"


def test_who_has_not_begun_counts_from_today():
    answer = ask(J, person(E.HIGH_SCHOOL, None, None))
    lines = {line.code: line for line in answer.lines}
    assert (answer.verdict, answer.first_year) == (Verdict.LATER, 2030)
    assert lines["start-practice"].params == {"on": TODAY}
    assert lines["years-full"].params["on"] == date(2030, 11, 23)


def test_full_time_study_does_not_count():
    told = person(E.COLLEGE, OTHER, date(2023, 1, 1))
    studied = replace(told, full_time_study=(Spell(date(2024, 1, 1), date(2024, 12, 31)),))
    late = replace(studied, practice_from=date(2023, 1, 2))
    answer = ask(J, studied)
    assert [ask(J, each).first_year for each in (told, studied, late)] == [2027, 2027, 2028]
    assert "study-not-counted" in [line.code for line in answer.lines]


def test_spells_before_and_after_the_diploma_are_added():
    parts = (Spell(date(2015, 1, 1), date(2016, 12, 31)), Spell(date(2026, 1, 1)))
    told = person(E.HIGH_SCHOOL, None, None, spells=parts)
    assert ask(J, told).verdict is Verdict.YES
    short = (Spell(date(2013, 1, 2), date(2014, 12, 31)), Spell(date(2026, 1, 1)))
    assert ask(J, replace(told, spells=short)).first_year == 2028


def test_overlapping_spells_count_once_and_a_backward_spell_is_nothing():
    running, backward = Spell(date(2026, 1, 1)), Spell(date(2020, 1, 1), date(2019, 1, 1))
    twice = (running, running, backward)
    assert ask(J, person(E.HIGH_SCHOOL, None, None, spells=twice)).first_year == 2029


def test_the_cut_off_day_belongs_to_region_and_year():
    told = person(E.HIGH_SCHOOL, None, date(2021, 1, 2))
    beijing = eligibility_rules(BOOK, "110101", 2025)
    hubei = eligibility_rules(BOOK, "420625", 2025)
    on = date(2025, 1, 1)
    assert may_sit(J, 2025, told, hubei, on).first_year == 2025
    assert may_sit(J, 2025, told, beijing, on).first_year == 2026


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (Facts(), ("education", "region")),
        (Facts(education=E.COLLEGE), ("studying", "major", "practice", "region")),
        (Facts(education=E.HIGH_SCHOOL, region="420625"), ("practice",)),
        (
            Facts(education=E.BACHELOR, studying=True, major=SW, region="420625"),
            ("graduated-on", "practice"),
        ),
        (
            Facts(
                education=E.BACHELOR,
                studying=True,
                graduated_on=date(2028, 6, 30),
                major=OTHER,
                practice_from=date(2020, 1, 1),
                region="420625",
            ),
            ("full-time-study",),
        ),
        (
            person(E.BACHELOR, OTHER, date(2024, 1, 1), graduated_on=date(2026, 6, 30)),
            ("full-time-study",),
        ),
    ],
)
def test_missing_facts_are_named_in_the_order_to_ask_them(facts, missing):
    answer = ask(J, facts)
    assert (answer.verdict, answer.missing) == (Verdict.UNKNOWN, missing)


def test_middle_asks_high_school_for_the_certificate_and_its_date():
    told = person(E.VOCATIONAL, None, date(2010, 1, 1), certificates=None)
    assert ask(M, told).missing == ("certificate",)
    assert ask(M, replace(told, certificates={J: None})).missing == ("certificate-date",)
    assert ask(J, told).missing == ()


def test_every_line_cites_a_rule_of_the_rulebook():
    people = [
        person(education, major, date(2024, 2, 29))
        for education in Education
        for major in (SW, OTHER)
    ]
    lines = [line for one in people for level in (J, M) for line in ask(level, one).lines]
    assert lines
    assert all(BOOK.get(line.rule) is not None for line in lines)


def test_an_assumed_certificate_gives_no_day_and_the_alternatives_fit_the_education():
    middle = [line.code for line in ask(M, person(E.HIGH_SCHOOL, None, date(2010, 1, 1))).lines]
    assert "years-full" not in middle
    assert "sum-before-after" not in middle
    assert "upgrade-to-college" in middle
    graduate = ask(J, person(E.BACHELOR, OTHER, date(2026, 6, 1)))
    codes = [line.code for line in graduate.lines]
    assert "keep-proof" in codes
    assert "upgrade-to-college" not in codes
