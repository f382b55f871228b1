"""What must hold for all people: more practice, education or social work never hurts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from content.rules import load_rules_from
from content.rules_build import eligibility_rules
from domain.eligibility import Answer, Education, Facts, Level, Major, Spell, Verdict, may_sit

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
RULES = eligibility_rules(BOOK, "420625", 2027)
J, M = Level.JUNIOR, Level.MIDDLE


TODAY = date(2026, 11, 24)


def ask(level: Level, facts: Facts) -> Answer:
    return may_sit(level, 2027, facts, RULES, TODAY)


days = st.dates(date(1975, 1, 1), date(2027, 12, 31))
spells = st.lists(st.tuples(days, st.none() | days).map(lambda pair: Spell(*pair)), max_size=4)
educations = st.sampled_from(Education)
majors = st.sampled_from(Major)
certificates = st.none() | days


@st.composite
def people(draw: st.DrawFn) -> Facts:
    obtained = draw(certificates)
    held = {} if obtained is None else {J: obtained}
    return Facts(
        education=draw(educations),
        studying=False,
        major=draw(majors),
        spells=tuple(draw(spells)),
        certificates=held,
        region="420625",
    )


def first(level: Level, facts: Facts) -> int:
    return ask(level, facts).first_year or 9999


@given(people(), st.dates(date(1975, 1, 1), TODAY), st.none() | days, st.sampled_from((J, M)))
def test_more_practice_never_hurts(facts, start, end, level):
    """Of practice that has begun: work of next year is later than none, which begins today."""
    longer = replace(facts, spells=(*facts.spells, Spell(start, end)))
    assert first(level, longer) <= first(level, facts)


@given(people(), st.sampled_from((J, M)))
def test_more_education_never_hurts(facts, level):
    ladder = [first(level, replace(facts, education=each)) for each in Education]
    assert ladder == sorted(ladder, reverse=True)


@given(people(), st.sampled_from((J, M)))
def test_social_work_is_never_worse_than_another_major(facts, level):
    one, other = (replace(facts, major=major) for major in (Major.SOCIAL_WORK, Major.OTHER))
    assert first(level, one) <= first(level, other)


maybe = st.none() | days


@given(
    st.builds(
        Facts,
        education=st.none() | educations,
        studying=st.none() | st.booleans(),
        graduated_on=maybe,
        major=st.none() | majors,
        spells=st.none() | spells.map(tuple),
        practice_from=maybe,
        full_time_study=st.none() | spells.map(tuple),
        certificates=st.none() | st.dictionaries(st.sampled_from(Level), maybe),
        region=st.none() | st.just("420625"),
    ),
    st.sampled_from((J, M)),
)
def test_any_facts_get_an_answer(facts, level):
    answer = ask(level, facts)
    sure = answer.verdict in (Verdict.YES, Verdict.LATER)
    assert sure or answer.first_year is None
    assert (answer.verdict is Verdict.UNKNOWN) <= bool(set(answer.missing) - {"region"})
