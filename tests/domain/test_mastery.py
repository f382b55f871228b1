from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import Tally
from domain.mastery import (
    ChapterFacts,
    Level,
    NextAct,
    PointFacts,
    SharedItem,
    covered_weight,
    level,
    next_act,
    overview,
)


def right(right_now: int, answered: int, steady: int = 0) -> Tally:
    return Tally(answered=answered, right_now=right_now, steady=steady)


@pytest.mark.parametrize(
    ("tally", "items", "lesson_read", "wanted"),
    [
        (Tally(), 8, False, Level.UNSEEN),
        (Tally(), 8, True, Level.SEEN),
        (Tally(), 0, True, Level.SEEN),
        (Tally(unmarked=1), 8, False, Level.SEEN),
        (right(0, 1), 8, False, Level.SEEN),
        (right(2, 2), 8, True, Level.SEEN),
        (right(2, 3), 8, True, Level.SEEN),
        (right(3, 3), 8, False, Level.FAMILIAR),
        (right(7, 10), 10, True, Level.FAMILIAR),
        (right(69, 100), 100, True, Level.SEEN),
        (right(4, 4), 8, True, Level.FAMILIAR),
        (right(5, 5), 8, True, Level.KNOWN),
        (right(7, 8), 8, True, Level.FAMILIAR),
        (right(8, 8, steady=2), 8, True, Level.KNOWN),
        (right(8, 8, steady=3), 8, True, Level.STEADY),
        (right(7, 8, steady=7), 8, True, Level.FAMILIAR),
        (right(2, 2), 2, True, Level.KNOWN),
        (right(2, 2, steady=2), 2, True, Level.STEADY),
        (right(1, 1, steady=1), 1, True, Level.STEADY),
    ],
)
def test_the_five_levels(tally: Tally, items: int, lesson_read: bool, wanted: Level) -> None:
    assert level(tally, items, lesson_read) is wanted


def test_levels_have_an_order_and_codes() -> None:
    codes = [one.code for one in sorted(Level)]
    assert codes == ["unseen", "seen", "familiar", "known", "steady"]


def point(name: str, tally: Tally | None = None, **changes: object) -> PointFacts:
    facts = PointFacts(name, tally or Tally(), items=6, lesson_read=False)
    return replace(facts, **changes)


@pytest.mark.parametrize(
    ("facts", "act"),
    [
        (point("new"), NextAct.READ),
        (point("no lesson", has_lesson=False), NextAct.PRACTISE),
        (point("read", lesson_read=True), NextAct.PRACTISE),
        (point("seen", right(2, 4), lesson_read=True), NextAct.PRACTISE),
        (point("practised unread", right(4, 4)), NextAct.PRACTISE),
        (point("due", right(4, 4), due=2), NextAct.REVIEW),
        (
            point("wrong", replace(right(4, 5), in_wrong_book=1), lesson_read=True, due=2),
            NextAct.REDO_WRONG,
        ),
        (point("known", right(6, 6), lesson_read=True), NextAct.MIX),
        (point("steady", right(6, 6, steady=3), lesson_read=True), NextAct.KEEP),
        (point("steady and due", right(6, 6, steady=3), due=1), NextAct.REVIEW),
        (point("only a lesson", items=0, lesson_read=True), NextAct.KEEP),
    ],
)
def test_the_next_act_of_a_point(facts: PointFacts, act: NextAct) -> None:
    assert next_act(facts) is act


VALUES = ChapterFacts(
    4, 9, (point("values", right(6, 6), lesson_read=True), point("ethics", lesson_read=True))
)
CASEWORK = ChapterFacts(6, 14, (point("intake"), point("contract", right(3, 3))))
COMMUNITY = ChapterFacts(8, 16, (point("resources", right(6, 6, steady=3), lesson_read=True),))


def test_a_course_is_summed_by_chapter_and_weight() -> None:
    course = overview([VALUES, CASEWORK, COMMUNITY])
    assert [one.covered for one in course.chapters] == [1, Fraction(1, 2), 1]
    assert [one.known for one in course.chapters] == [Fraction(1, 2), 0, 1]
    assert course.covered == Fraction(9 + 7 + 16, 39)
    assert course.known == Fraction(9, 2 * 39) + Fraction(16, 39)
    assert course.tally == right(15, 15, steady=3)
    assert course.levels == {
        Level.UNSEEN: 1,
        Level.SEEN: 1,
        Level.FAMILIAR: 1,
        Level.KNOWN: 1,
        Level.STEADY: 1,
    }


def test_an_item_of_several_points_is_counted_once_in_a_chapter_and_in_a_course() -> None:
    values = ChapterFacts(4, 9, (point("values", right(3, 5)), point("ethics", right(1, 1))))
    casework = ChapterFacts(6, 14, (point("intake", right(0, 2)), point("contract", right(3, 5))))
    shared = [
        SharedItem(frozenset({"values", "ethics"}), right(1, 1)),
        SharedItem(frozenset({"values", "intake", "contract"}), right(0, 2)),
        SharedItem(frozenset({"contract", "of another course"}), right(1, 1)),
    ]
    course = overview([values, casework], shared)
    assert [one.tally for one in course.chapters] == [right(3, 5), right(3, 5)]
    assert course.tally == right(6, 8)
    points = [one.tally for chapter in course.chapters for one in chapter.points]
    assert points == [right(3, 5), right(1, 1), right(0, 2), right(3, 5)]


def test_the_next_chapter_is_where_most_weight_is_open_and_its_weakest_point_comes_first() -> None:
    chapter = overview([VALUES, CASEWORK, COMMUNITY]).next_chapter
    assert chapter is not None
    assert chapter.number == 6
    assert chapter.next_point is not None
    assert (chapter.next_point.point_id, chapter.next_point.next_act) == ("intake", NextAct.READ)


def test_nothing_open_means_no_next_chapter() -> None:
    course = overview([COMMUNITY])
    assert (course.next_chapter, course.covered, course.known) == (None, 1, 1)


def test_an_empty_course_covers_nothing() -> None:
    course = overview([])
    assert (course.covered, course.known, course.next_chapter) == (0, 0, None)
    assert overview([ChapterFacts(1, 5, ())]).covered == 0


def test_a_chapter_without_a_weight_counts_like_the_average() -> None:
    unknown = replace(CASEWORK, weight=None)
    course = overview([VALUES, unknown, replace(COMMUNITY, weight=11)])
    assert course.covered == Fraction(9 + 5 + 11, 30)


def test_without_any_weight_all_chapters_count_alike() -> None:
    course = overview([replace(VALUES, weight=None), replace(CASEWORK, weight=None)])
    assert course.covered == Fraction(3, 4)


TALLIES = st.builds(
    lambda answered, right_now, steady: right(
        min(right_now, answered), answered, min(steady, right_now, answered)
    ),
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(0, 12),
)


@given(TALLIES, st.integers(0, 12), st.booleans(), st.booleans(), st.booleans())
def test_a_right_answer_never_lowers_a_level(
    tally: Tally, items: int, lesson_read: bool, steady: bool, new: bool
) -> None:
    corrects = tally.answered > tally.right_now and not new
    more = tally + right(1, 0 if corrects else 1, steady=int(steady))
    assert level(more, items, lesson_read) >= level(tally, items, lesson_read)


@given(TALLIES, st.integers(0, 12), st.booleans(), st.booleans())
def test_a_wrong_answer_never_raises_a_level_above_seen(
    tally: Tally, items: int, lesson_read: bool, new: bool
) -> None:
    spoils = tally.right_now > 0 and not new
    worse = tally - right(1, 0) if spoils else tally + right(0, 1)
    worse = replace(worse, steady=min(worse.steady, worse.right_now))
    before = max(Level.SEEN, level(tally, items, lesson_read))
    assert level(worse, items, lesson_read) <= before


@given(TALLIES, st.integers(0, 12), st.integers(0, 5))
def test_reading_never_lowers_and_more_items_never_raise_a_level(
    tally: Tally, items: int, more: int
) -> None:
    assert level(tally, items, lesson_read=True) >= level(tally, items, lesson_read=False)
    assert level(tally, items + more, lesson_read=True) <= level(tally, items, lesson_read=True)


CHAPTERS = st.lists(
    st.builds(
        ChapterFacts,
        number=st.integers(1, 12),
        weight=st.none() | st.integers(0, 20) | st.floats(0, 20),
        points=st.lists(
            st.builds(
                PointFacts,
                point_id=st.text("abc", min_size=1, max_size=3),
                tally=TALLIES,
                items=st.integers(0, 12),
                lesson_read=st.booleans(),
            ),
            max_size=4,
        ).map(tuple),
    ),
    max_size=5,
)


@given(CHAPTERS)
def test_covered_weight_is_a_share_and_falls_with_the_level_asked(
    chapters: list[ChapterFacts],
) -> None:
    course = overview(chapters)
    shares = [covered_weight(course.chapters, one) for one in sorted(Level)[1:]]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    assert (course.covered, course.known) == (shares[0], shares[2])
