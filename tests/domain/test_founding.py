"""The walk to a registered agency: what may begin, both ways, days, and what goes wrong."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.rules import load_rules_from
from content.rules_build import agency_papers, agency_steps, agency_terms
from domain.founding import (
    GROUPS,
    PaperState,
    Said,
    Standing,
    Told,
    done_of,
    ends_soon,
    in_order,
    missing_references,
    next_place,
    paper_standing,
    walk,
)

BOOK = load_rules_from(Path(__file__).resolve().parents[2] / "rulebook")
STEPS = agency_steps(BOOK, "420527")
TODAY = date(2026, 11, 24)
DONE = Told(Said.DONE)
DIRECT = Told(Said.DONE, way="direct")
SUPERVISED = Told(Said.DONE, way="supervised")


def standing(told):
    return {place.step.step: place.standing for place in walk(STEPS, told, TODAY)}


def place(told, name):
    return next(one for one in walk(STEPS, told, TODAY) if one.step.step == name)


def everything_before(name, authority=DIRECT):
    number = next(step.number for step in STEPS if step.step == name)
    return {s.step: DONE for s in STEPS if s.number < number} | {"authority": authority}


def test_the_walk_has_nineteen_steps_in_order_and_in_groups():
    assert [step.number for step in STEPS] == list(range(19))
    assert {step.group for step in STEPS} == set(GROUPS)
    assert all(len(step.name) <= 20 for step in STEPS)


@pytest.mark.parametrize("region", ["420527", "130626", "510100"])
def test_every_county_has_every_step_once_and_every_paper_is_known(region):
    steps = agency_steps(BOOK, region)
    papers = {paper.paper for paper in agency_papers(BOOK, region)}
    assert [step.step for step in steps] == [step.step for step in STEPS]
    assert list(missing_references(steps, papers)) == []
    assert papers == {name for step in steps for name in step.papers}


def test_two_counties_differ_only_where_their_rules_do():
    hubei, hebei = (agency_steps(BOOK, code) for code in ("420527", "130626"))
    differ = [one.step for one, two in zip(hubei, hebei, strict=True) if one.text != two.text]
    assert differ == ["professionals", "authority", "capital"]


def test_what_is_not_known_of_hubei_says_so_and_names_no_amount():
    capital = next(step for step in STEPS if step.step == "capital")
    assert "请向县级民政部门确认" in capital.text
    assert "万元" not in capital.text
    assert agency_terms(BOOK, "420527").county_fen is None


def test_hebei_asks_for_money_and_for_two_initiators():
    terms = agency_terms(BOOK, "130626")
    assert (terms.county_fen, terms.city_fen) == (1_000_000, 2_000_000)
    assert (terms.initiators, terms.share) == (2, 3)
    assert agency_terms(BOOK, "420527").initiators is None


def test_at_first_whatever_needs_nobodys_answer_can_begin():
    now = standing({})
    opened = {name for name, how in now.items() if how is Standing.TODO}
    beginning = {"needs-study", "township-filing", "professionals", "authority"}
    assert opened == beginning | {"premises", "charter", "party"}
    assert place({}, "submit").first[0] == "professionals"


def test_the_file_is_handed_in_once_all_before_it_is_done():
    told = everything_before("submit", SUPERVISED)
    assert standing(told)["submit"] is Standing.TODO
    del told["charter"]
    assert place(told, "submit").first == ("charter",)


def test_who_registers_directly_needs_no_supervising_body():
    told = everything_before("submit") | {"supervisor-approval": Told()}
    assert standing(told)["supervisor-approval"] is Standing.SKIPPED
    assert standing(told)["submit"] is Standing.TODO


def test_who_has_a_supervising_body_needs_its_consent():
    told = everything_before("submit", SUPERVISED) | {"supervisor-approval": Told()}
    assert place(told, "submit").first == ("supervisor-approval",)


def test_before_a_way_is_taken_the_consent_is_still_to_come():
    assert standing({})["supervisor-approval"] is Standing.LOCKED


def test_the_stepping_stone_is_never_what_comes_next_and_blocks_nothing():
    told = everything_before("submit") | {"township-filing": Told()}
    assert standing(told)["submit"] is Standing.TODO
    assert next_place(walk(STEPS, {"needs-study": DONE}, TODAY)).step.step == "professionals"


def test_a_step_done_whose_ground_is_taken_away_is_broken_and_comes_first():
    told = everything_before("licence") | {"charter": Told(Said.DOING)}
    assert standing(told)["submit"] is Standing.BROKEN
    assert next_place(walk(STEPS, told, TODAY)).step.step == "submit"


def test_the_law_gives_sixty_days_from_the_day_the_file_was_handed_in():
    told = everything_before("decision")
    told["submit"] = Told(Said.DONE, done_on=TODAY)
    decision = place(told, "decision")
    assert decision.statutory_on == TODAY + timedelta(days=60)
    assert decision.promised_on is None
    assert place({}, "decision").statutory_on is None


def test_what_an_office_promises_is_counted_apart():
    promised = [
        replace(step, promised_days=40) if step.step == "decision" else step for step in STEPS
    ]
    told = {"submit": Told(Said.DONE, done_on=TODAY)}
    found = next(p for p in walk(promised, told, TODAY) if p.step.step == "decision")
    assert (found.promised_on - TODAY).days == 40
    assert (found.statutory_on - TODAY).days == 60


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (1, False)])
def test_a_day_of_ones_own_that_is_over_is_late(days, late):
    told = {"needs-study": Told(due_on=TODAY + timedelta(days=days))}
    assert place(told, "needs-study").late is late
    done = {"needs-study": Told(Said.DONE, due_on=TODAY + timedelta(days=days))}
    assert place(done, "needs-study").late is False


def test_progress_counts_what_must_be_done():
    assert done_of(walk(STEPS, {}, TODAY)) == (0, 18)
    told = {"needs-study": DONE, "township-filing": DONE, "authority": DIRECT}
    assert done_of(walk(STEPS, told, TODAY)) == (2, 17)


@pytest.mark.parametrize(
    ("state", "days", "found"),
    [
        (PaperState.READY, None, "ready"),
        (PaperState.READY, 0, "ready"),
        (PaperState.READY, -1, "expired"),
        (PaperState.NEEDS_SEAL, -1, "expired"),
        (PaperState.MISSING, -1, "missing"),
    ],
)
def test_a_lease_that_is_over_is_no_longer_ready(state, days, found):
    on = None if days is None else TODAY + timedelta(days=days)
    assert paper_standing(state, on, TODAY) == found


@pytest.mark.parametrize(
    ("days", "found"), [(-1, False), (0, True), (30, True), (31, False), (400, False)]
)
def test_a_paper_that_ends_within_thirty_days_ends_soon(days, found):
    assert ends_soon(TODAY + timedelta(days=days), TODAY) is found


def test_a_walk_that_names_something_later_or_unknown_is_told():
    broken = [replace(step, needs=("decision",)) if step.number == 4 else step for step in STEPS]
    papers = {name for step in STEPS for name in step.papers}
    assert list(missing_references(broken, papers)) == [("name", "decision")]
    lost = [replace(step, for_way="by-air") if step.number == 4 else step for step in STEPS]
    assert ("name", "by-air") in list(missing_references(lost, papers))


tellings = st.dictionaries(
    st.sampled_from([step.step for step in STEPS]),
    st.builds(Told, st.sampled_from(Said), st.sampled_from(["", "direct", "supervised"])),
)


@given(tellings)
def test_whatever_is_told_each_step_stands_somewhere_and_only_the_ground_locks_it(told):
    places = walk(STEPS, told, TODAY)
    past = {p.step.step for p in places if p.standing is Standing.SKIPPED}
    past |= {name for name, said in told.items() if said.state is Said.DONE}
    assert [p.step for p in places] == list(in_order(STEPS))
    for one in places:
        assert one.first == tuple(n for n in one.step.needs if n not in past)
        locked = one.standing in {Standing.LOCKED, Standing.BROKEN}
        assert locked == (bool(one.first) and one.standing is not Standing.SKIPPED)


@given(st.lists(st.sampled_from(STEPS[:-1]), unique=True))
def test_doing_what_comes_next_again_and_again_ends_the_walk(begun):
    told = {step.step: DIRECT for step in begun}
    for _again in range(2 * len(STEPS)):
        place_now = next_place(walk(STEPS, told, TODAY))
        if place_now is None:
            break
        name = place_now.first[0] if place_now.first else place_now.step.step
        told[name] = DIRECT
    done, all_of_them = done_of(walk(STEPS, told, TODAY))
    assert done == all_of_them
