"""How a certificate stands: looked at by a second person or not, registered or not, counted or not.

A certificate that nobody has confirmed never counts. Whether one whose registration (登记) is not
in force counts is a regional rule: Hebei's 冀民规〔2020〕1号 asks for a registration in force; the
national papers do not settle it, so there it counts and is marked (facts.md 5.3 and 12).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from domain.certificate import (
    RegistrationTerms,
    first_due,
    registered_on_day,
    renewal_opens,
    term_ends,
)

Lapsed = Literal["yes", "no", "unknown"]
Reason = Literal[
    "unverified",
    "sent-back",
    "not-yet",
    "confirmed",
    "registered",
    "registration-unsettled",
    "not-registered",
    "lapsed",
]
CheckCode = Literal["unverified", "sent-back", "confirmed"]
RegistrationCode = Literal[
    "not-asked", "ask", "register-by", "register-late", "in-force", "window-open", "lapsed"
]
URGENT: Final = frozenset({"register-by", "register-late", "window-open", "lapsed"})
"""What somebody should be reminded of."""
LEVELS_DOWN: Final = ("senior", "middle", "junior")
"""The levels, the highest first."""


@dataclass(frozen=True, kw_only=True)
class StandingRule:
    """Whether a certificate counts while its registration is not in force: the region's answer."""

    rule: str = ""
    lapsed_counts: Lapsed


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate as somebody entered it: level, day of passing, when it was last changed."""

    level: str
    passed_on: date
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """A second person's word on a certificate."""

    agreed: bool
    at: datetime


@dataclass(frozen=True)
class Rules:
    """What `counts` asks of a region."""

    terms: RegistrationTerms
    standing: StandingRule


@dataclass(frozen=True)
class Registration:
    """How a registration stands, and the day that matters: due, runs out, or ran out."""

    code: RegistrationCode
    day: date | None = None
    opens: date | None = None


def check_of(held: Held, checks: Iterable[Check]) -> CheckCode:
    """Say how the latest check stands; one made before the last change no longer counts."""
    valid = [check for check in checks if check.at >= held.changed_at]
    if not valid:
        return "unverified"
    return "confirmed" if max(valid, key=lambda check: check.at).agreed else "sent-back"


def counts(
    held: Held,
    checks: Iterable[Check],
    registrations: Sequence[date],
    rules: Rules,
    on: date,
) -> tuple[bool, Reason]:
    """Tell whether a certificate counts on a day, and the code of the reason.

    `registration-unsettled` counts but is to be marked: whether it does is not known here.
    """
    checked = check_of(held, checks)
    if checked != "confirmed":
        return False, checked
    if held.passed_on > on:
        return False, "not-yet"
    if registered_on_day(rules.terms, registrations, on):
        return True, "registered"
    return _unregistered(registrations, rules, on)


def registration_of(
    terms: RegistrationTerms, passed_on: date, registered_on: date | None, today: date
) -> Registration:
    """Say how the registration stands; who has registered has a term, wherever they live."""
    if registered_on is not None:
        return _registered(replace(terms, asked="yes"), registered_on, today)
    if terms.asked == "no":
        return Registration("not-asked")
    if terms.asked == "unknown":
        return Registration("ask")
    due = first_due(terms, passed_on)
    return Registration("register-by" if today <= due else "register-late", due)


def highest(levels: Iterable[str]) -> str | None:
    """Return the highest of some levels, None of none: a holder of two is one holder."""
    held = set(levels)
    return next((level for level in LEVELS_DOWN if level in held), None)


def _unregistered(registrations: Sequence[date], rules: Rules, on: date) -> tuple[bool, Reason]:
    """What a confirmed certificate is worth while no registration is in force."""
    if rules.terms.asked == "no" or rules.standing.lapsed_counts == "yes":
        return True, "confirmed"
    if rules.standing.lapsed_counts == "unknown":
        return True, "registration-unsettled"
    before = any(day <= on for day in registrations)
    return False, "lapsed" if before else "not-registered"


def _registered(terms: RegistrationTerms, registered_on: date, today: date) -> Registration:
    opens, ends = renewal_opens(terms, registered_on), term_ends(terms, registered_on)
    if today > ends:
        return Registration("lapsed", ends, opens)
    return Registration("window-open" if today >= opens else "in-force", ends, opens)
