"""Classes stand in the order in which people count them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.class_names import class_order

COUNTED = ("零", *"一二三四五六七八九十", "十一", "十九", "二十", "二十一", "一百零二", "一百一十")


@pytest.mark.parametrize(
    "names",
    [
        [f"云岭{number}班" for number in COUNTED],
        [f"第{number}组" for number in COUNTED],
        ["1 班", "2 班", "9 班", "10 班", "11 班", "100 班"],
        ["1班", "二班", "３班", "四班", "⑤班", "十班", "11班"],
        ["云岭一班", "云岭二班", "云岭三班", "云岭复考班"],
        ["二〇二五年秋一班", "二〇二五年秋二班", "2026年春一班", "2026年春十班"],
        ["一班", "一班二组", "一班十组", "两班", "二十班"],
        ["2 班", "百合班", "老班"],
        ["河口一班", "河口一千零一班", "河口一千二百班"],
    ],
)
def test_the_order_of_names(names):
    shuffled = names[::-1]
    assert sorted(shuffled, key=class_order) == names


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.text(max_size=8))
def test_numbers_are_compared_as_numbers(first, second, word):
    names = [f"云岭{one}班{word}" for one in (first, second)]
    orders = [class_order(name) for name in names]
    assert (orders[0] < orders[1]) == (first < second)


@given(st.lists(st.text(alphabet="零〇一二两十百千年班云0１9 ②x", max_size=8), unique=True))
def test_any_names_have_one_order(names):
    orders = {class_order(name) for name in names}
    assert len(orders) == len(names)
    assert sorted(orders) == sorted(orders, reverse=True)[::-1]
