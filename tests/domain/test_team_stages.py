"""A team's stage: which steps make it, what leads where, and when a team is stuck."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.rules import load_rules_from
from content.rules_build import agency_stages, agency_steps
from domain.founding import Said, Told, walk
from domain.pipeline import Entry, day_rows, ending
from domain.team_stages import (
    TEAM_ORDER,
    UNDER_WAY,
    AgencyStage,
    TeamStage,
    is_team_backward,
    limits_of,
    place_of,
    stage_faults,
    stage_of,
    way_between,
)

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
STEPS, STAGES = agency_steps(BOOK, "420527"), agency_stages(BOOK, "420527")
NAMES = [step.step for step in STEPS]
SINCE = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DONE = Told(Said.DONE)
AFTER = ("seal", "bank", "seal-filing", "tax", "first-year")
MATERIALS = ("premises", "capital", "charter", "council", "party")


def told(*names, way="direct"):
    return {name: replace(DONE, way=way if name == "authority" else "") for name in names}


def before(name, *, way="direct"):
    """Everything before a step, without the optional one and those of the other way."""
    walked = NAMES[: NAMES.index(name)]
    other = {s.step for s in STEPS if s.optional or (s.for_way and s.for_way != way)}
    return told(*(one for one in walked if one not in other), way=way)


def stage(said):
    return stage_of(STAGES, STEPS, said)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, "preparing"),
        (told("needs-study", "professionals"), "preparing"),
        ({"needs-study": Told(Said.DOING)}, "preparing"),
        (before("name"), "naming"),
        (before("name") | told(*MATERIALS), "naming"),
        (before("premises"), "gathering"),
        (before("party"), "gathering"),
        (before("submit"), "filing"),
        (before("submit", way="supervised"), "filing"),
        (before("supervisor-approval", way="supervised"), "gathering"),
        (before("decision"), "deciding"),
        (before("licence"), "deciding"),
        (before("seal"), "licensed"),
        (before("first-year"), "licensed"),
        (before("first-year") | told("first-year"), "opened"),
        ({k: v for k, v in before("submit").items() if k != "charter"}, "gathering"),
        ({k: v for k, v in before("decision").items() if k != "professionals"}, "preparing"),
        ({k: v for k, v in before("seal").items() if k != "professionals"}, "licensed"),
        (told("licence", *AFTER), "opened"),
    ],
)
def test_a_team_stands_in_the_first_stage_with_something_to_do(said, found):
    assert stage(said) == found


@pytest.mark.parametrize("region", ["420527", "130626", "510100"])
def test_every_step_of_every_county_is_of_one_stage(region):
    found = agency_stages(BOOK, region)
    assert [one.stage for one in found] == list(TEAM_ORDER[:-1])
    assert list(stage_faults(found, agency_steps(BOOK, region))) == []


def test_a_county_without_stages_has_nothing_to_wait_for():
    assert stage_of((), STEPS, {}) == "opened"


def test_what_is_wrong_with_stages_is_told():
    wrong = (
        AgencyStage(stage=TeamStage.PREPARING, steps=(*NAMES[:-1], "flying"), settled_by="gone"),
        AgencyStage(stage=TeamStage.NAMING, steps=("name",)),
    )
    assert list(stage_faults(wrong, STEPS)) == [
        ("preparing", "flying"),
        ("preparing", "gone"),
        ("naming", "name"),
        ("", "first-year"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "way"),
    [
        (None, "preparing", ["preparing"]),
        (None, "deciding", ["deciding"]),
        ("preparing", "preparing", []),
        ("preparing", "naming", ["naming"]),
        ("preparing", "deciding", ["naming", "gathering", "filing", "deciding"]),
        ("deciding", "gathering", ["gathering"]),
        ("gathering", "stopped", ["stopped"]),
        ("stopped", "gathering", ["gathering"]),
        ("stopped", "stopped", []),
    ],
)
def test_going_on_passes_every_stage_and_the_rest_leads_straight(start, end, way):
    first = TeamStage(start) if start else None
    assert list(way_between(first, TeamStage(end))) == way


def test_only_an_earlier_stage_is_back():
    assert is_team_backward("deciding", "gathering")
    assert not is_team_backward("gathering", "deciding")
    assert not is_team_backward("stopped", "preparing")
    assert not is_team_backward("deciding", "stopped")


@settings(deadline=None)
@given(st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_one_more_step_never_leads_back(names, more):
    assert place_of(stage(told(*names, more))) >= place_of(stage(told(*names)))


saves = st.lists(
    st.tuples(st.sampled_from(NAMES), st.booleans(), st.sampled_from(["", "direct", "supervised"]))
)


@settings(deadline=None)
@given(saves)
def test_any_order_of_saves_makes_one_unbroken_history(made):
    said, history = {}, [TeamStage.PREPARING]
    for name, done, way in made:
        said[name] = Told(Said.DONE if done else Said.TODO, way=way if name == "authority" else "")
        history += way_between(history[-1], stage(said))
    assert history[-1] == stage(said)
    for one, two in pairwise(history):
        assert one != two
        assert is_team_backward(one, two) or place_of(two) == place_of(one) + 1


def limits(name, said, since=SINCE):
    found = next(one for one in STAGES if one.stage == name)
    return limits_of(found, walk(STEPS, said, TODAY), since)


def test_the_law_counts_from_the_day_the_file_was_complete():
    said = before("submit") | {"submit": Told(Said.DONE, done_on=date(2026, 8, 20))}
    law, usual = limits("deciding", said)
    assert (law.kind, law.day, law.days, law.step) == (
        "statutory",
        date(2026, 10, 19),
        60,
        "decision",
    )
    assert (usual.kind, usual.day, usual.days) == ("usual", date(2026, 11, 30), 90)


def test_once_the_decision_is_there_its_days_are_over():
    said = before("licence") | {"submit": Told(Said.DONE, done_on=date(2026, 8, 20))}
    assert [one.kind for one in limits("deciding", said)] == ["usual"]


def test_what_an_office_promises_stands_beside_the_law():
    steps = tuple(replace(s, promised_days=40) if s.step == "decision" else s for s in STEPS)
    said = before("submit") | {"submit": Told(Said.DONE, done_on=date(2026, 8, 20))}
    found = limits_of(STAGES[4], walk(steps, said, TODAY), SINCE)
    assert [(one.kind, one.days) for one in found] == [
        ("promised", 40),
        ("statutory", 60),
        ("usual", 90),
    ]


def test_the_last_stage_and_a_stopped_team_have_no_limit():
    assert limits_of(None, walk(STEPS, {}, TODAY), SINCE) == ()
    without = AgencyStage(stage=TeamStage.NAMING, steps=("name",))
    assert limits_of(without, walk(STEPS, {}, TODAY), SINCE) == ()


@pytest.mark.parametrize(
    ("start", "end", "how"),
    [
        ("preparing", "naming", "on"),
        ("deciding", "gathering", "back"),
        ("gathering", "stopped", "left"),
        ("stopped", "gathering", "on"),
    ],
)
def test_how_a_teams_stay_ends(start, end, how):
    assert ending("founding", start, end) == how


def test_stages_passed_in_one_moment_are_gone_on_from_and_nobody_stood_there():
    names = ("preparing", "naming", "gathering")
    entries = [Entry("preparing", SINCE)] + [
        Entry(name, SINCE + timedelta(days=9)) for name in names[1:]
    ]
    day = date(2026, 9, 10)
    rows = {row.stage: row for row in day_rows("founding", [entries] * 5, day, day)}
    assert [(rows[n].people, rows[n].went_on, rows[n].median_days) for n in names] == [
        (0, 5, 9),
        (0, 5, None),
        (5, 0, None),
    ]


def test_the_stages_under_way_end_before_the_certificate():
    assert UNDER_WAY[-1] == "deciding"
