"""What the exam calendar asks of a trainee now: a payment to make, a date that is near."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.traveller import REGION_DIGITS, Traveller
from content.rules import Rulebook
from content.rules_build import papers_of, sessions_of, sittings_of
from domain.concern import DAYS_AHEAD, SOON_DAYS, Near
from domain.days import local_day
from domain.eligibility import Level, Verdict
from domain.eligibility_answers import LEVELS
from domain.registration import is_registered
from domain.sittings import Sitting, Window
from models.concern_queries import People, held_certificates, steps_done, told_answers

LOOK_BACK = timedelta(days=150)
"""Results come a good two months after the last day."""
Season = tuple[Level, Sitting]


def seasons_near(book: Rulebook, region: str | None, today: date) -> tuple[Season, ...]:
    """The sittings of a region in which something is open or near today."""
    return tuple(
        (level, sitting)
        for level in LEVELS
        for sitting in sittings_of(book, region, level)
        if _is_near(sitting, today)
    )


def full_code(code: str | None) -> str | None:
    """A region's code as the rulebook asks for it, six digits."""
    return code.ljust(REGION_DIGITS, "0") if code else None


def travellers(
    db: Session, people: People, regions: dict[int, str | None], *, book: Rulebook, at: datetime
) -> Iterator[Traveller]:
    """Many people on the road at once, by the region of each; three queries."""
    answers: dict[int, dict[str, str]] = {}
    for person, question, answer in db.execute(told_answers(people)):
        answers.setdefault(person, {})[question] = answer
    done: dict[int, dict[tuple[str, str], dict[str, datetime]]] = {}
    for person, sitting, level, step, when in db.execute(steps_done(people)):
        done.setdefault(person, {}).setdefault((sitting, level), {})[step] = when
    held: dict[int, dict[str, date]] = {}
    for person, level, day in db.execute(held_certificates(people)):
        held.setdefault(person, {})[level] = day
    for person, region in regions.items():
        yield Traveller(
            person_id=person,
            at=at,
            region=region,
            book=book,
            answers=answers.get(person, {}),
            certificates=held.get(person, {}),
            done=done.get(person, {}),
        )


def unpaid_span(one: Traveller, seasons: Collection[Season]) -> Near | None:
    """When this person may pay for a sitting they walk towards and have not paid for."""
    for level, sitting in _own(one, seasons):
        done = one.done_in(sitting, level)
        span = _span(sitting, "payment") or _span(sitting, "registration")
        if span is None or span.closes < one.today or is_registered(one.steps, done):
            continue
        if done or one.verdicts[level].verdict is Verdict.YES:
            return span
    return None


def near_dates(one: Traveller, seasons: Collection[Season]) -> tuple[Near, ...]:
    """The dates ahead of who is registered: ticket, exam, results."""
    found: list[Near] = []
    for level, sitting in _own(one, seasons):
        done = one.done_in(sitting, level)
        if not is_registered(one.steps, done):
            continue
        if "ticket" not in done:
            found.extend(_named(sitting, "ticket"))
        found.extend(_exam(one.book, one.region, level, sitting))
        found.extend(_named(sitting, "results"))
    return tuple(found)


def _own(one: Traveller, seasons: Iterable[Season]) -> Iterator[Season]:
    """The sittings of the level this person walks towards."""
    return ((level, s) for level, s in seasons if one.level(s.year) == level)


def _exam(book: Rulebook, region: str | None, level: str, sitting: Sitting) -> Iterator[Near]:
    own = sessions_of(book, region, sitting, papers_of(book, level))
    days = [session.starts.date() for session in own]
    if days:
        yield Near(min(days), max(days), "exam")


def _named(sitting: Sitting, name: str) -> Iterator[Near]:
    span = _span(sitting, name)
    if span is not None:
        yield Near(span.opens, span.closes, name)


def _span(sitting: Sitting, name: str) -> Near | None:
    """A window as days; one whose beginning is not told opens with registration."""
    window = sitting.windows.get(name, Window())
    opens = window.opens or sitting.windows.get("registration", Window()).opens
    if name == "results" and window.opens is not None:
        closes = window.closes or window.opens + timedelta(days=DAYS_AHEAD["results"])
        return Near(local_day(window.opens), local_day(closes))
    if opens is None or window.closes is None:
        return None
    return Near(local_day(opens), local_day(window.closes))


def _is_near(sitting: Sitting, today: date) -> bool:
    if sitting.status not in {"announced", "held"}:
        return False
    ahead = today + timedelta(days=max(SOON_DAYS, *DAYS_AHEAD.values()))
    spans = [_span(sitting, name) for name in ("registration", "payment", "ticket", "results")]
    days = [(span.opens, span.closes) for span in spans if span]
    days += [(day, day) for day in sitting.exam_days if day >= today - LOOK_BACK]
    return any(opens <= ahead and closes >= today for opens, closes in days)
