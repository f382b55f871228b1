"""统一社会信用代码: the last sign finds every single slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.credit_code import SIGNS, check_sign, is_agency_code, is_code

KNOWN = "91440300708461136T"  # a large company's, printed on its own pages


def agency_code(tail="420527MJH0000"):
    first = f"52{tail}".ljust(17, "1")
    return first + check_sign(first)


def test_a_code_that_everybody_can_look_up_fits():
    assert is_code(KNOWN)
    assert not is_agency_code(KNOWN)


def test_the_code_of_an_agency_begins_with_52():
    assert is_agency_code(agency_code())
    assert not is_agency_code("51" + agency_code()[2:])


@pytest.mark.parametrize("text", ["", KNOWN[:-1], KNOWN + "1", KNOWN.lower(), KNOWN[:-1] + "O"])
def test_what_is_no_code_is_refused(text):
    assert not is_code(text)


def test_seventeen_signs_of_the_code_are_needed_for_the_last():
    with pytest.raises(ValueError, match="17"):
        check_sign("52")
    with pytest.raises(ValueError, match="not found"):
        check_sign("I" * 17)


@given(st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_found(place, sign):
    code = agency_code()
    changed = code[:place] + sign + code[place + 1 :]
    assert is_code(changed) is (changed == code)


@given(st.text(alphabet=SIGNS, min_size=17, max_size=17))
def test_every_code_made_fits(first):
    assert is_code(first + check_sign(first))
