"""Numbers of resident identity cards: whether one can be right (GB 11643-1999)."""

import re
import unicodedata
from datetime import date
from typing import Final

LENGTH: Final = 18
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_SHAPE: Final = re.compile(r"\d{17}[\dX]", re.ASCII)
_NOISE: Final = re.compile(r"[\s\-‐-―'’`]+")
_OLDEST: Final = 1900


def normal_id_card(text: str) -> str:
    """The number without spaces and hyphens, plain digits, a capital X; whatever else stays."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def looks_like_id_card(text: str) -> bool:
    """Whether a text has the shape of such a number, right or not."""
    return _SHAPE.fullmatch(normal_id_card(text)) is not None


def id_card_fault(number: str, today: date) -> str | None:
    """What is wrong with a normal number: length, letters, birthday or check; None if nothing.

    The last place is the check digit of the 17 before it (GB 11643-1999, ISO 7064 MOD 11-2).
    """
    if len(number) != LENGTH:
        return "length"
    if not _SHAPE.fullmatch(number):
        return "letters"
    if int(number[6:10]) < _OLDEST or not _is_past(number[6:14], today):
        return "birthday"
    return None if _check_digit(number) == number[-1] else "check"


def _check_digit(number: str) -> str:
    total = sum(int(n) * weight for n, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % len(_CHECKS)]


def _is_past(digits: str, today: date) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) <= today
    except ValueError:
        return False
