"""The order in which classes stand in a list: as people count, not as characters are coded."""

import re
from unicodedata import normalize, numeric

_NUMBER = re.compile(r"[0-9]+|[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千]*")

Part = tuple[int, int, str]
TEN = 10


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


def _value(text: str) -> int:
    """The number: 12, 十二, 一百零二, or digit by digit as in 二〇二六."""
    if text.isascii():
        return int(text)
    values = [int(numeric(sign, 2)) for sign in text]  # 两 alone has none of its own there
    if max(values) < TEN:
        return int("".join(str(one) for one in values))
    total = digit = 0
    for one in values:
        if one < TEN:
            digit = one
        else:
            total, digit = total + (digit or 1) * one, 0
    return total + digit
