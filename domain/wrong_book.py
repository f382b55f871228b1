"""The wrong-answer book: what enters, what leaves, and why an answer went wrong.

An item enters with a wrong answer or with 不会, and leaves after right answers on three
calendar days since the last of these. The rule is ours, not a ministry's.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum

from domain.exam import Kind, is_right

DAYS_TO_LEAVE = 3
"""Calendar days with a right answer after which an item leaves the book. Our choice."""


class Cause(StrEnum):
    """Why an answer went wrong; one is suggested, the trainee may name another."""

    NOT_REMEMBERED = "not_remembered"
    """概念没记住"""
    MISREAD = "misread"
    """看错题"""
    MIXED_UP = "mixed_up"
    """混淆两个概念"""
    MISSED_OPTION = "missed_option"
    """多选漏选"""
    EXTRA_OPTION = "extra_option"
    """多选错选"""
    CARELESS = "careless"
    """粗心"""
    UNKNOWN = "unknown"
    """不会"""


def is_in_book(*, ever_wrong: bool, right_days: int, days_to_leave: int = DAYS_TO_LEAVE) -> bool:
    """Return whether an item stands in the book.

    `right_days` counts the local calendar days with a right answer since the last wrong one
    or 不会; the day of the wrong answer itself counts when the right one came after it.
    """
    return ever_wrong and right_days < days_to_leave


def days_left(right_days: int, days_to_leave: int = DAYS_TO_LEAVE) -> int:
    """Return on how many more days a right answer is needed before an item leaves."""
    return max(0, days_to_leave - right_days)


def suggest_cause(
    kind: str, key: AbstractSet[str], chosen: AbstractSet[str], unknown: bool
) -> Cause | None:
    """Suggest why an answer went wrong, from the answer alone; None if it was right.

    不会 and a blank are "unknown". A wrong tick weighs more than a missing one, because it
    forfeits the question. A wrong single answer says no more than that the concept did not
    come; misreading, mixing up and carelessness are for the trainee to say.
    """
    if unknown or not chosen:
        return Cause.UNKNOWN
    if is_right(key, chosen):
        return None
    if Kind(kind) is Kind.SINGLE:
        return Cause.NOT_REMEMBERED
    return Cause.EXTRA_OPTION if chosen - key else Cause.MISSED_OPTION
