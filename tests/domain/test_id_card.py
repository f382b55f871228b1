"""Numbers of identity cards: which can be right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.id_card import _check_digit, id_card_fault, looks_like_id_card, normal_id_card

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text", ["11010519491231002X", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_the_example_of_the_standard_is_right(text):
    assert id_card_fault(normal_id_card(text), TODAY) is None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("110105194912310021", "check"),
        ("11010519491231002", "length"),
        ("110105491231002", "length"),
        ("1101051949123100AX", "letters"),
        ("110105194913310023", "birthday"),
        ("110105203012310026", "birthday"),
        ("110105189912310026", "birthday"),
    ],
)
def test_what_cannot_be_right_says_why(number, fault):
    assert id_card_fault(number, TODAY) == fault


def test_its_shape_is_seen_anywhere():
    assert looks_like_id_card(" 110105-19491231-0021")
    assert not looks_like_id_card("13800138000")


@given(st.dates(date(1930, 1, 1), date(2010, 1, 1)), st.integers(0, 999), st.integers(0, 16))
def test_one_wrong_digit_is_always_found(born, order, place):
    body = f"420527{born:%Y%m%d}{order:03d}"
    good = body + _check_digit(body)
    assert id_card_fault(good, TODAY) is None
    bad = body[:place] + str((int(body[place]) + 1) % 10) + body[place + 1 :] + good[-1]
    assert id_card_fault(bad, TODAY) in {"check", "birthday"}
