"""From kept answers to facts, and what is to be asked next."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.rules import load_rules_from
from content.rules_build import eligibility_rules
from domain.eligibility import Education, Facts, Level, Major, Spell
from domain.eligibility_answers import (
    ORDER,
    facts_from,
    open_questions,
    questions_that_matter,
    read_spells,
    write_spells,
)
from domain.festival import is_festival_week

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
RULES = eligibility_rules(BOOK, "420527", 2027)[2027]
STUDENT = {"education": "college", "studying": "yes", "major": "other", "practice": "yes"}


def asked(**answers: str) -> tuple[str, ...]:
    told = {name.replace("_", "-"): text for name, text in answers.items()}
    return open_questions(told, facts_from(told, "420527"), RULES)


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({}, "education"),
        ({"education": "unknown"}, None),
        ({"education": "below"}, None),
        ({"education": "high-school"}, "practice"),
        ({"education": "high-school", "practice": "yes"}, "spells"),
        ({"education": "high-school", "practice": "no"}, "certificate"),
        ({"education": "high-school", "practice": "no", "certificate": "yes"}, "certificate-date"),
        ({"education": "high-school", "practice": "no", "certificate": "no"}, None),
        ({"education": "bachelor"}, "studying"),
        ({"education": "bachelor", "studying": "no"}, "major"),
        ({"education": "bachelor", "studying": "yes"}, "graduated-on"),
        ({**STUDENT, "graduated_on": "2027-06-30", "spells": "2025-01-01.."}, "full-time-study"),
        ({"education": "bachelor", "studying": "no", "major": "unknown", "practice": "no"}, None),
    ],
)
def test_what_is_asked_next(answers, first):
    assert next(iter(asked(**answers)), None) == first


def test_answers_that_no_longer_matter_are_left_out():
    told = {**STUDENT, "graduated-on": "2027-06-30", "spells": "2020-01-01..", "certificate": "no"}
    facts = facts_from({**told, "education": "high-school"}, None)
    assert facts == Facts(
        education=Education.HIGH_SCHOOL, spells=(Spell(date(2020, 1, 1)),), certificates={}
    )
    below = facts_from({**told, "education": "below"}, None)
    assert (below.spells, below.major) == (None, None)


def test_all_answers_come_through():
    told = {
        **STUDENT,
        "major": "social-work",
        "graduated-on": "2027-06-30",
        "full-time-study": "2024-09-01",
        "spells": "2020-01-01..2024-08-31;2027-01-01..",
    }
    facts = facts_from(told, "420527")
    assert (facts.major, facts.graduated_on) == (Major.SOCIAL_WORK, date(2027, 6, 30))
    assert facts.full_time_study == (Spell(date(2024, 9, 1)),)
    assert facts.spells == (
        Spell(date(2020, 1, 1), date(2024, 8, 31)),
        Spell(date(2027, 1, 1)),
    )


def test_a_certificate_on_record_comes_before_what_was_told():
    held = {Level.JUNIOR: date(2020, 5, 24)}
    told = {"education": "high-school", "practice": "no", "certificate": "no"}
    assert facts_from(told, None, held).certificates == held
    assert facts_from(told, None).certificates == {}
    unknown = {**told, "certificate": "yes", "certificate-date": "unknown"}
    assert facts_from(unknown, None).certificates == {Level.JUNIOR: None}


def test_the_check_page_lists_what_counts_answered_or_not():
    told = {**STUDENT, "education": "high-school", "spells": "2020-01-01..", "certificate": "no"}
    matter = questions_that_matter(told, "420527", RULES)
    assert matter == ("education", "practice", "spells", "certificate")
    assert questions_that_matter({"education": "below", "major": "other"}, None, RULES) == (
        "education",
    )


days = st.dates(date(1950, 1, 1), date(2030, 1, 1))
spells = st.tuples(days, st.none() | days).map(
    lambda pair: Spell(pair[0]) if pair[1] is None else Spell(*sorted(pair))
)


@given(st.lists(spells, max_size=8))
def test_spells_come_back_as_they_were_written(told):
    assert set(read_spells(write_spells(told))) == set(told)
    assert len(write_spells(told)) <= 200
    assert write_spells(read_spells(write_spells(told))) == write_spells(told)


def test_a_text_that_is_no_spell_is_refused():
    with pytest.raises(ValueError, match="not a spell"):
        read_spells("2020-01-01")


@given(st.dictionaries(st.sampled_from(ORDER), st.just("unknown")))
def test_not_knowing_never_breaks_and_is_not_asked_again(answers):
    facts = facts_from(answers, None)
    assert not set(open_questions(answers, facts, RULES)) & set(answers)


@pytest.mark.parametrize(
    ("monday", "festive"),
    [
        (date(2027, 1, 25), False),
        (date(2027, 2, 1), True),  # 6 February is a Saturday
        (date(2027, 2, 8), True),
        (date(2027, 2, 15), False),
        (date(2028, 1, 24), True),
    ],
)
def test_the_festival_takes_its_weeks(monday, festive):
    assert is_festival_week(monday) is festive
