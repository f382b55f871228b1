"""What money for trainees is for."""

from enum import StrEnum
from typing import Final


class AllowanceKind(StrEnum):
    """What an allowance is paid for."""

    EXAM_FEE = "exam-fee"
    TRAVEL = "travel"
    TRAINING = "training"
    PASSED = "passed"
    MONTHLY = "monthly"
    OTHER = "other"


MOST_FEN: Final = 1_000_000
"""More than 10,000 yuan at once is taken for a slip of the finger."""


def fen_from(text: str) -> int | None:
    """Yuan as people write them ("61", "61.5", "1,200.00") in fen; None where that is no amount."""
    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    whole, _point, part = plain.partition(".")
    digits = whole.isascii() and whole.isdigit() and (not part or part.isdigit())
    if not digits or not part.isascii() or len(part) > 2 or len(whole) > len(str(MOST_FEN)):  # noqa: PLR2004
        return None
    return int(whole) * 100 + int(part.ljust(2, "0"))


def yuan(fen: int) -> str:
    """An amount in yuan, with the fen only where there are some."""
    return str(fen // 100) if fen % 100 == 0 else f"{fen / 100:.2f}"
