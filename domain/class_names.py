"""The order in which classes stand in a list: as people count, not as characters are coded."""

import re
from unicodedata import normalize

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(r"[0-9]+|[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千]*")

Part = tuple[int, int, str]


def class_order(name: str) -> tuple[tuple[Part, ...], str]:
    """Return what to sort a class's name by: 二班 before 三班, 9 班 before 十班 before 11 班.

    Numbers stand before words, and a shorter name before one that goes on.
    """
    plain, parts, at = normalize("NFKC", name), list[Part](), 0
    for found in _NUMBER.finditer(plain):
        if found.start() > at:
            parts.append((1, 0, plain[at : found.start()]))
        parts.append((0, _value(found[0]), ""))
        at = found.end()
    return ((*parts, (1, 0, plain[at:])) if at < len(plain) else tuple(parts)), name


def _value(sign: str) -> int:
    """The number: 12, 十二, 一百零二, or digit by digit as in 二〇二六."""
    if sign.isascii():
        return int(sign)
    if _UNITS.keys().isdisjoint(sign):
        return int("".join(str(_DIGITS[one]) for one in sign))
    total, digit = 0, 0
    for one in sign:
        if one in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[one], 0
        else:
            digit = _DIGITS[one]
    return total + digit
