"""What makes a password good enough: length and not being a common one (NIST, ASVS 6.2)."""

from itertools import pairwise
from typing import Final

SHORTEST: Final = 8
LONGEST: Final = 128
_COMMON: Final = """
    12345678 123456789 1234567890 87654321 11111111 00000000 88888888 66666666 99999999 12341234
    password password1 passw0rd qwertyui qwertyuiop 1qaz2wsx a1234567 a12345678 aa123456 abc12345
    abcd1234 abc123456 asdfghjk asdfghjkl zxcvbnm1 iloveyou woaini1314 5201314520 woaini520
    123123123 147258369 123456789a 1234qwer qq123456 wang1234 zhang123 li123456 admin123
    admin888 zhagen123 zhagen2026 shegong123 shehuigongzuo
"""
COMMON: Final = frozenset(_COMMON.split())


def trouble_with(password: str, own_words: tuple[str, ...] = ()) -> str | None:
    """A code for what is wrong: too_short, too_long, common, own_name; None when it is good."""
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    lowered = password.lower()
    if lowered in COMMON or len(set(lowered)) <= 2 or _is_run(lowered):  # noqa: PLR2004
        return "common"
    if any(word and word.lower() == lowered for word in own_words):
        return "own_name"
    return None


def _is_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps in ({1}, {-1})
