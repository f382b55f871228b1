"""Small numbers stay hidden from who adds, subtracts and solves (A07)."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.suppression import LEAST, Place, kept_back, ranges


def leaf(key, total, part):
    return Place(key, total, part)


def sum_of(key, below):
    total = sum(one.total for one in below)
    return Place(key, total, sum(one.part for one in below), tuple(below))


def inside(place):
    yield place
    for one in place.below:
        yield from inside(one)


@st.composite
def leaves(draw, key, most=60):
    total = draw(st.integers(0, most))
    return leaf(key, total, draw(st.integers(0, total)))


@st.composite
def trees(draw, most=60, widest=5, depth=2):
    """A province of cities, counties and townships, some of them with nobody in them."""

    def grow(key, left):
        width = draw(st.integers(1, widest)) if left else 0
        if not width:
            return draw(leaves(key, most))
        return sum_of(key, [grow(f"{key}{n}", left - 1) for n in range(width)])

    return grow("r", draw(st.integers(0, depth)))


def equations(root, hidden):
    """What all pages show together: of every place the total, of those shown also the part.

    The unknowns are the parts of the leaves. Each line is (coefficients, value).
    """
    names = [one.key for one in inside(root) if not one.below]
    lines = []
    for place in inside(root):
        mine = {one.key for one in inside(place) if not one.below}
        if place.key not in hidden:
            lines.append(([Fraction(name in mine) for name in names], Fraction(place.part)))
    return names, lines


def reduced(lines):
    """Gauss and Jordan, in fractions."""
    rows = [[*coefficients, value] for coefficients, value in lines]
    done = []
    width = len(rows[0]) - 1 if rows else 0
    for column in range(width):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [minus(row, pivot, column) for row in rows]
        done = [minus(row, pivot, column) for row in done] + [pivot]
    return done


def minus(row, pivot, column):
    factor = row[column]
    return [a - factor * b for a, b in zip(row, pivot, strict=True)] if factor else row


def follows(wanted, done):
    """The value of a sum of unknowns, where the equations settle it; else None."""
    row = [*wanted, Fraction(0)]
    for pivot in done:
        column = next(n for n, value in enumerate(pivot) if value)
        row = minus(row, pivot, column)
    return None if any(row[:-1]) else -row[-1]


@settings(max_examples=300, deadline=None)
@given(trees())
def test_no_sum_of_few_people_follows_from_all_pages_together(root):
    hidden = kept_back(root)
    names, lines = equations(root, hidden)
    done = reduced(lines)
    for place in inside(root):
        mine = {one.key for one in inside(place) if not one.below}
        if place.key in hidden and place.is_small:
            assert follows([Fraction(name in mine) for name in names], done) is None


@settings(max_examples=300, deadline=None)
@given(trees())
def test_what_siblings_kept_back_have_together_is_no_small_number(root):
    hidden = kept_back(root)
    for place in inside(root):
        group = [one for one in place.below if one.key in hidden]
        if place.key not in hidden and group:
            part, rest = sum(one.part for one in group), sum(one.rest for one in group)
            assert len(group) > 1
            assert min(part, rest) >= LEAST


@settings(max_examples=200, deadline=None)
@given(trees(most=7, widest=3, depth=2))
def test_trying_every_number_leaves_two_for_each_small_part(root):
    """A reader with all pages and much patience: no bound is forgotten, each number is tried."""
    small = [one for one in inside(root) if not one.below]
    if len(small) > 6:
        small_enough = 1
        for one in small:
            small_enough *= one.total + 1
        if small_enough > 60_000:
            return
    hidden = kept_back(root)
    shown = [one for one in inside(root) if one.key not in hidden]
    seen = {one.key: set() for one in inside(root)}
    for guess in product(*(range(one.total + 1) for one in small)):
        parts = dict(zip((one.key for one in small), guess, strict=True))
        if all(part_of(one, parts) == one.part for one in shown):
            for one in inside(root):
                seen[one.key].add(part_of(one, parts))
    for one in inside(root):
        if one.key in hidden and one.is_small:
            assert len(seen[one.key]) > 1


def part_of(place, parts):
    return parts[place.key] if not place.below else sum(part_of(one, parts) for one in place.below)


@settings(max_examples=300, deadline=None)
@given(trees())
def test_who_has_guessed_the_small_ones_still_knows_none(root):
    hidden = kept_back(root)
    found = ranges(root, hidden)
    if root.key in hidden:
        return  # nothing is shown at all
    for place in inside(root):
        if place.key in hidden:
            least, most = found[place.key]
            assert least <= place.part <= most
            assert not place.is_small or least < most


@settings(max_examples=300, deadline=None)
@given(trees())
def test_small_numbers_are_never_shown_and_an_empty_place_is_no_secret(root):
    hidden = kept_back(root)
    for place in inside(root):
        assert place.key in hidden or not place.is_small
        assert place.key not in hidden or place.total


def test_a_place_with_one_place_below_is_that_place():
    """Kept back below, it must not stand above under another name."""
    inner = sum_of("a", [leaf("a1", 1, 0), leaf("a2", 9, 5)])
    assert kept_back(sum_of("r", [inner])) == {"r", "a", "a1", "a2"}


def test_where_all_are_many_everything_is_shown():
    assert kept_back(sum_of("r", [leaf("a", 40, 10), leaf("b", 30, 20)])) == set()


def test_one_small_place_takes_the_next_smallest_along():
    root = sum_of("r", [leaf("a", 40, 3), leaf("b", 30, 20), leaf("c", 90, 40)])
    assert kept_back(root) == {"a", "b"}


def test_two_small_places_take_along_more_where_they_are_few_together():
    root = sum_of("r", [leaf("a", 40, 1), leaf("b", 30, 2), leaf("c", 90, 40), leaf("d", 99, 9)])
    assert kept_back(root) == {"a", "b", "c"}


def test_many_small_places_need_no_company():
    root = sum_of("r", [leaf(f"{n}", 20, 3) for n in range(12)])
    assert kept_back(root) == {f"{n}" for n in range(12)}


def test_where_nearly_all_failed_the_rest_is_small_too():
    assert "a" in kept_back(sum_of("r", [leaf("a", 40, 38), leaf("b", 60, 30), leaf("c", 60, 30)]))


def test_what_lies_in_a_place_kept_back_is_kept_back():
    inner = sum_of("a", [leaf("a1", 10, 2), leaf("a2", 30, 1)])
    root = sum_of("r", [inner, leaf("b", 60, 30), leaf("c", 70, 30)])
    assert {"a", "a1", "a2", "b"} == kept_back(root)


def test_full_small_places_would_be_guessed_from_their_sum():
    """3 of 3 and 4 of 90 are 7: who knows both are small knows each; so the sum goes too."""
    root = sum_of("r", [leaf("a", 3, 3), leaf("b", 90, 4)])
    assert kept_back(root) == {"r", "a", "b"}
    assert "c" in kept_back(sum_of("r", [leaf("a", 3, 3), leaf("b", 90, 4), leaf("c", 50, 20)]))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: leaf("a", 3, 4),
        lambda: leaf("a", 3, -1),
        lambda: Place("r", 5, 2, (leaf("a", 5, 3),)),
    ],
)
def test_numbers_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=r"of|add up"):
        wrong()


def test_a_province_of_many_townships_is_quick_enough_to_count():
    counties = [
        sum_of(f"c{n}", [leaf(f"c{n}t{k}", 7 * k % 31, 7 * k % 31 // 3) for k in range(14)])
        for n in range(103)
    ]
    hidden = kept_back(sum_of("r", counties))
    assert "r" not in hidden
