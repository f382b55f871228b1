"""The certificate, and its registration (登记) where the region asks for it (facts.md 4).

The certificate itself does not expire; only a registration has a term. Whether registration is
still asked for after 2023 is not known for the whole country, so each region says so in its rules.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Asked = Literal["yes", "no", "unknown"]
StepCode = Literal[
    "not-asked", "ask-the-bureau", "register", "register-late", "hold", "renew", "renew-late"
]


@dataclass(frozen=True, kw_only=True)
class RegistrationTerms:
    """Years and months of registration (民发〔2009〕44号); `asked` is the region's own answer."""

    rule: str = ""
    asked: Asked
    first_within_years: int
    term_years: int
    renewal_window_months: int
    decision_working_days: int
    documents: tuple[str, ...] = ()
    renewal_documents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EducationHours:
    """Hours of continuing education asked in one term, by level (民发〔2009〕123号)."""

    rule: str = ""
    period_years: int
    min_hours: Mapping[str, int]


@dataclass(frozen=True)
class Holder:
    """What is known of one certificate: level, day of passing, last registration, hours since."""

    level: str
    passed_on: date
    registered_on: date | None = None
    hours: int = 0


@dataclass(frozen=True)
class CertificateStep:
    """What is next. `opens` and `due` are dates of that act; `hours_short` only for a renewal."""

    code: StepCode
    rule: str
    opens: date | None = None
    due: date | None = None
    hours_short: int = 0


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_due(terms: RegistrationTerms, passed_on: date) -> date:
    """Return the last day for the first registration."""
    return add_months(passed_on, 12 * terms.first_within_years)


def term_ends(terms: RegistrationTerms, registered_on: date) -> date:
    """Return the day a registration runs out."""
    return add_months(registered_on, 12 * terms.term_years)


def renewal_opens(terms: RegistrationTerms, registered_on: date) -> date:
    """Return the first day on which the next registration may be asked for."""
    return add_months(term_ends(terms, registered_on), -terms.renewal_window_months)


def hours_short(rule: EducationHours, level: str, hours: int) -> int:
    """Return the hours still missing in this term; nothing is asked of a level without a rule."""
    return max(0, rule.min_hours.get(level, 0) - hours)


def next_step(
    terms: RegistrationTerms, education: EducationHours, holder: Holder, today: date
) -> CertificateStep:
    """Say what the holder does next. Nothing falls due where the region does not ask for it."""
    if terms.asked == "no":
        return CertificateStep("not-asked", terms.rule)
    if terms.asked == "unknown":
        return CertificateStep("ask-the-bureau", terms.rule)
    if holder.registered_on is None:
        due = first_due(terms, holder.passed_on)
        code: StepCode = "register" if today <= due else "register-late"
        return CertificateStep(code, terms.rule, holder.passed_on, due)
    return _renewal(terms, education, holder, holder.registered_on, today)


def _renewal(
    terms: RegistrationTerms,
    education: EducationHours,
    holder: Holder,
    registered_on: date,
    today: date,
) -> CertificateStep:
    opens, due = renewal_opens(terms, registered_on), term_ends(terms, registered_on)
    code: StepCode = "hold" if today < opens else "renew" if today <= due else "renew-late"
    short = hours_short(education, holder.level, holder.hours)
    return CertificateStep(code, terms.rule, opens, due, short)


def registered_on_day(terms: RegistrationTerms, registrations: Iterable[date], day: date) -> bool:
    """Tell whether some registration was in force on a day, its last day included."""
    return any(start <= day <= term_ends(terms, start) for start in registrations)
