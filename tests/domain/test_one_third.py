"""The one-third rule: who counts and why, the arithmetic, and every smallest way to close a gap."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.one_third import (
    HIRE,
    AgencyTerms,
    Held,
    Member,
    Option,
    Tally,
    closes,
    hires_alone,
    minimal_sets,
    needed,
    qualifies,
    tally,
    ways_to_close,
)

ANYWHERE = AgencyTerms(share=3)
HEBEI = AgencyTerms(share=3, initiators=2)
GOOD = Held("junior", counts=True, why="registered")
UNSETTLED = Held("junior", counts=True, why="registration-unsettled")
LAPSED = Held("junior", counts=False, why="lapsed")
NEVER = Held("junior", counts=False, why="not-registered")
UNSEEN = Held("junior", counts=False, why="unverified")
SENT_BACK = Held("junior", counts=False, why="sent-back")


def team(full_time, *certified, initiator=False):
    return [
        Member(n, full_time=True, initiator=initiator, certificates=certified[n : n + 1])
        for n in range(full_time)
    ]


@pytest.mark.parametrize(
    ("people", "asked"), [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (8, 3), (9, 3), (10, 4)]
)
def test_a_third_is_rounded_up(people, asked):
    assert needed(people) == asked


@given(st.integers(0, 10_000), st.integers(1, 9))
def test_what_is_needed_is_the_least_number_that_reaches_the_share(people, share):
    found = needed(people, share)
    assert found * share >= people
    assert found == 0 or (found - 1) * share < people


@pytest.mark.parametrize(
    ("member", "brings"),
    [
        (Member(1), "nothing"),
        (Member(1, certificates=(GOOD,)), "certified"),
        (Member(1, certificates=(UNSETTLED,)), "unsettled"),
        (Member(1, certificates=(UNSETTLED, GOOD)), "certified"),
        (Member(1, certificates=(LAPSED,)), "lapsed"),
        (Member(1, certificates=(NEVER,)), "lapsed"),
        (Member(1, certificates=(LAPSED, UNSEEN)), "lapsed"),
        (Member(1, certificates=(UNSEEN,)), "unverified"),
        (Member(1, certificates=(SENT_BACK,)), "sent-back"),
        (Member(1, certificates=(SENT_BACK, UNSEEN)), "unverified"),
        (Member(1, certificates=(UNSEEN, GOOD)), "certified"),
        (Member(1, certificates=(LAPSED,), degree="confirmed"), "degree"),
        (Member(1, certificates=(UNSEEN,), degree="confirmed"), "degree"),
        (Member(1, degree="confirmed"), "degree"),
        (Member(1, degree="unconfirmed"), "degree-unconfirmed"),
    ],
)
def test_each_person_counts_or_not_for_a_reason(member, brings):
    assert qualifies(member) == brings


def test_seven_full_time_need_three_and_a_lapsed_registration_drops_the_count():
    people = team(7, GOOD, GOOD, UNSETTLED)
    assert (tally(people, ANYWHERE).needed, tally(people, ANYWHERE).counted) == (3, 3)
    hebei = tally(team(7, GOOD, GOOD, LAPSED), HEBEI)
    assert (hebei.counted, hebei.gap, hebei.reasons[2]) == (2, 1, "lapsed")


def test_an_unsettled_certificate_makes_an_initiator_a_holder():
    assert tally(team(3, UNSETTLED, initiator=True), HEBEI).holders == 1


def test_part_time_people_neither_count_nor_raise_what_is_needed():
    now = tally([*team(3, GOOD), Member(9, certificates=(GOOD,))], ANYWHERE)
    assert (now.full_time, now.needed, now.counted, now.reasons[9]) == (3, 1, 1, "part-time")


def test_initiators_must_hold_the_certificate_where_the_region_says_so():
    people = team(3, GOOD, initiator=True)
    assert tally(people, ANYWHERE).met
    hebei = tally(people, HEBEI)
    assert (hebei.gap, hebei.holders, hebei.initiator_gap, hebei.met) == (0, 1, 1, False)


def test_a_degree_makes_no_initiator_a_holder():
    people = [Member(1, full_time=True, initiator=True, degree="confirmed")]
    assert tally(people, HEBEI).holders == 0


def test_an_initiator_who_works_part_time_is_one_all_the_same():
    people = [*team(3, GOOD), Member(9, initiator=True, certificates=(GOOD,))]
    assert tally(people, HEBEI).holders == 1


def test_without_anybody_full_time_nothing_is_met():
    assert not tally([], ANYWHERE).met
    assert not closes(tally([], ANYWHERE), ())


LIN, CHEN = Option("lin", counted=1), Option("chen", counted=1)


def test_a_hire_raises_what_is_needed_too():
    seven = tally(team(7, GOOD, GOOD), ANYWHERE)
    assert minimal_sets(seven, [HIRE]) == [(HIRE,)]  # 8 still need 3
    six = tally(team(6, GOOD), ANYWHERE)
    assert minimal_sets(six, [HIRE]) == []  # 7 need 3
    assert minimal_sets(six, [HIRE, LIN]) == [(LIN,)]


def test_every_smallest_set_is_named_and_no_larger_one():
    short_of_two = tally(team(7, GOOD), ANYWHERE)
    found = minimal_sets(short_of_two, [LIN, CHEN, HIRE])
    assert found == [(LIN, CHEN), (LIN, HIRE), (CHEN, HIRE)]


def test_a_team_that_meets_the_rule_needs_nothing():
    assert minimal_sets(tally(team(3, GOOD), ANYWHERE), [LIN]) == [()]


bits = st.integers(0, 1)
optional = st.builds(Option, st.uuids().map(str), bits, bits, bits)
tallies = st.builds(
    lambda staff, counted, holders, initiators: Tally(
        staff, needed(staff), min(staff, counted), {}, holders, initiators
    ),
    st.integers(0, 9),
    st.integers(0, 4),
    st.integers(0, 2),
    st.integers(0, 2),
)


def brute_force(now, options):
    """Every set that closes the gap of which no proper part does."""
    sets = [
        frozenset(one)
        for one in chain.from_iterable(combinations(options, n) for n in range(len(options) + 1))
        if closes(now, one)
    ]
    return {one for one in sets if not any(other < one for other in sets)}


@given(tallies, st.lists(optional, max_size=6, unique_by=lambda one: one.key))
def test_the_sets_are_those_that_trying_everything_finds(now, options):
    found = minimal_sets(now, options, largest=len(options))
    assert {frozenset(one) for one in found} == brute_force(now, options)
    assert [len(one) for one in found] == sorted(len(one) for one in found)
    assert len(found) == len(set(map(frozenset, found)))


def test_a_way_may_take_somebody_of_the_team_and_a_hire():
    now = Tally(1, 1, 0, {}, holders=0, initiators=2)
    lin = Option("lin", counted=1, holders=1)
    assert ways_to_close(now, [lin]) == [((lin,), 1), ((), 2)]
    assert hires_alone(now) == 2


@given(tallies, st.lists(optional, max_size=4, unique_by=lambda one: one.key))
def test_ways_with_hires_are_those_that_trying_everything_finds(now, options):
    hires = [Option(f"hire {n}", counted=1, full_time=1, holders=1) for n in range(3)]
    tried = {
        (frozenset(chosen), number)
        for size in range(len(options) + 1)
        for chosen in combinations(options, size)
        for number in range(4)
        if closes(now, (*chosen, *hires[:number]))
    }
    least = {
        way
        for way in tried
        if not any(o != way and o[0] <= way[0] and o[1] <= way[1] for o in tried)
    }
    found = ways_to_close(now, options, largest=len(options), most_hires=3)
    assert {(frozenset(chosen), number) for chosen, number in found} == least


@given(tallies)
def test_hires_alone_are_as_few_as_can_be(now):
    number = hires_alone(now)
    assert closes(now, [Option(str(n), 1, 1, 1) for n in range(number)])
    assert not number or not closes(now, [Option(str(n), 1, 1, 1) for n in range(number - 1)])
