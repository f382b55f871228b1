"""Mobile numbers of mainland China as people type them."""

import re
import unicodedata
from typing import Final

_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_NOISE: Final = re.compile(r"[\s\-‐-―()]+")
TAIL: Final = 4


def normal_phone(text: str) -> str | None:
    """The 11 digits of a mobile number; None when it is none.

    Full-width digits, spaces, hyphens, +86 and 0086 are understood.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"^(\+86|0086)", "", plain)
    return plain if _MOBILE.fullmatch(plain) else None


def masked(tail: str) -> str:
    """A number of which only the last four digits may be seen."""
    return f"*******{tail}" if tail else ""
