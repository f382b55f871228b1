"""Answers typed from a card: every usual way of writing them, and each mistake by its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answer_lines import Fault, read_answers

KINDS = ["single"] * 6 + ["multiple"] * 2
ALL = {1: "A", 2: "B", 3: "C", 4: "D", 5: "A", 6: "B", 7: "AB", 8: "ACE"}


@pytest.mark.parametrize(
    "text",
    [
        "1-6: A B C D A B\n7-8: AB ACE",
        "1-6 ABCDAB\n7 AB\n8 ACE",
        "ABCDAB\nAB ACE",
        "A B C D A B AB ACE",
        "１－６：ａ ｂ ｃ ｄ ａ ｂ\n７：ＢＡ\n８：ＥＣＡ",
        "1到6题、A，B，C，D，A，B\n第7题 AB\n第8题：ACE",
        "1A 2B 3C 4D 5A 6B 7AB 8ACE",
        "1 A 2 B 3 C\n4. D，5. A，6. B\n7 AB 8 ACE",
        "7 AB\n8 ACE\n\n1-6 ABCDAB",
        "1. A\n2. B\n3. C\n4. D\n5. A\n6. B\n7. AB\n8. ACE",
    ],
)
def test_every_usual_way_is_read(text):
    typed = read_answers(text, KINDS)
    assert (typed.chosen, typed.bad) == (ALL, ())


@pytest.mark.parametrize("empty", ["-", "0", "空", "_", "×"])
def test_a_question_left_empty_is_left_out(empty):
    typed = read_answers(f"1-3: A {empty} C", KINDS)
    assert (typed.chosen, typed.bad) == ({1: "A", 3: "C"}, ())


@pytest.mark.parametrize(
    ("text", "line", "fault", "number"),
    [
        ("1-6 A B C", 1, Fault.TOO_FEW, 1),
        ("1 A\n2-3 A B C", 2, Fault.TOO_MANY, 2),
        ("9 A", 1, Fault.NO_SUCH_QUESTION, 9),
        ("0 A", 1, Fault.NO_SUCH_QUESTION, 0),
        ("1 A\n\n1 B", 3, Fault.TWICE, 1),
        ("1 E", 1, Fault.LETTERS, 1),
        ("1 AB", 1, Fault.LETTERS, 1),
        ("7 F", 1, Fault.LETTERS, 7),
        ("7 AA", 1, Fault.LETTERS, 7),
        ("1-6", 1, Fault.UNREADABLE, 0),
        ("1：你好", 1, Fault.LETTERS, 1),
    ],
)
def test_a_bad_line_is_named_with_its_number(text, line, fault, number):
    typed = read_answers(text, KINDS)
    assert [(bad.line, bad.fault, bad.number) for bad in typed.bad] == [(line, fault, number)]


def test_good_lines_beside_a_bad_one_are_read():
    typed = read_answers("1-2 A B\n3 X\n4 D", KINDS)
    assert typed.chosen == {1: "A", 2: "B", 4: "D"}
    assert [bad.line for bad in typed.bad] == [2]


def test_nothing_typed_is_nothing_read():
    assert read_answers(" \n\n", KINDS) == read_answers("", KINDS)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_read_or_named_and_never_breaks(text):
    typed = read_answers(text, KINDS)
    assert set(typed.chosen) <= set(range(1, 9))
    assert all(set(letters) <= set("ABCDE") for letters in typed.chosen.values())
    assert all(1 <= bad.line <= len(text.splitlines()) + 400 for bad in typed.bad)


@given(st.data())
def test_a_sheet_written_out_is_read_back(data):
    kinds = data.draw(st.lists(st.sampled_from(["single", "multiple"]), min_size=1, max_size=100))
    wanted = {
        number: data.draw(
            st.sampled_from("ABCD")
            if kind == "single"
            else st.sets(st.sampled_from("ABCDE"), min_size=1).map(lambda x: "".join(sorted(x)))
        )
        for number, kind in enumerate(kinds, 1)
    }
    text = "\n".join(f"{number}: {letters}" for number, letters in wanted.items())
    assert read_answers(text, kinds).chosen == wanted
