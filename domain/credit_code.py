"""统一社会信用代码 (GB 32100-2015): 18 signs, the last one checks the others (facts.md 5.4)."""

from typing import Final

SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and letters without I, O, S, V and Z; a sign is worth its place."""
WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH: Final = 18
AGENCY: Final = "52"
"""How the codes of 民办非企业单位 begin."""


def check_sign(first: str) -> str:
    """Return the last sign for the 17 before it; ValueError where one is not of the code."""
    if len(first) != len(WEIGHTS):
        raise ValueError("a code has 17 signs before its last")
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return SIGNS[-total % len(SIGNS)]


def is_code(text: str) -> bool:
    """Tell whether this is a code whose last sign fits."""
    if len(text) != LENGTH or not set(text) <= set(SIGNS):
        return False
    return check_sign(text[:-1]) == text[-1]


def is_agency_code(text: str) -> bool:
    """Tell whether this is the code of a 民办非企业单位."""
    return text.startswith(AGENCY) and is_code(text)
