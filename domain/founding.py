"""A founding team's walk to a registered agency (facts.md 5.4): what may begin, what is due.

The steps and papers are data in `rulebook/agency-steps.toml` and `rulebook/agency-papers.toml`.
A step needs all the steps named in `needs`. Where it offers several ways (`either`), the team
picks one; steps that belong to another way are not needed then, and count as gone past.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

Group = Literal["think", "people", "papers", "register", "open"]
GROUPS: Final[tuple[Group, ...]] = ("think", "people", "papers", "register", "open")
Owner = Literal["team", "township", "civil", "supervisor", "police", "bank"]


@dataclass(frozen=True, kw_only=True)
class Way:
    """One of several ways to do a step: 直接登记, or 业务主管单位同意."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class AgencyStep:
    """One step of the walk.

    `statutory_days` are those of the law, `promised_days` those an office promises; both count
    from the day on which the step `days_from` was done. `for_way` names the way of an earlier
    step to which alone this step belongs.
    """

    rule: str = ""
    step: str
    number: int
    name: str
    group: Group
    owner: Owner
    text: str
    cost: str
    place: str
    papers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    either: tuple[Way, ...] = ()
    for_way: str = ""
    optional: bool = False
    days_from: str = ""
    statutory_days: int | None = None
    promised_days: int | None = None
    promised: str = ""


@dataclass(frozen=True, kw_only=True)
class AgencyPaper:
    """One paper of the file: what it must hold, who signs it, whose seal it needs.

    An empty `sealed_by` needs no seal; `lasts` says in words how long it may be used.
    """

    rule: str = ""
    paper: str
    number: int
    name: str
    holds: tuple[str, ...]
    signed_by: str = ""
    sealed_by: str = ""
    lasts: str = ""


class Said(StrEnum):
    """What a team says of a step."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"


class PaperState(StrEnum):
    """How far a paper is."""

    MISSING = "missing"
    DRAFT = "draft"
    NEEDS_SEAL = "needs_seal"
    READY = "ready"


class Standing(StrEnum):
    """How a step stands: what the team says, and what the other steps make of it."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    LOCKED = "locked"
    SKIPPED = "skipped"
    """It belongs to a way that the team does not take."""
    BROKEN = "broken"
    """Done, though something before it is not done any more."""


SOON: Final = timedelta(days=30)
"""So long before its last day a team is told that a paper ends."""
GONE_PAST: Final = frozenset({Standing.DONE, Standing.SKIPPED})


@dataclass(frozen=True, slots=True)
class Told:
    """What a team has told of one step."""

    state: Said = Said.TODO
    way: str = ""
    due_on: date | None = None
    done_on: date | None = None


NOTHING: Final = Told()


@dataclass(frozen=True, slots=True)
class Place:
    """One step as it stands: what must come first, and by when it is due.

    `due_on` is the team's own day; `statutory_on` and `promised_on` are counted from the step
    before, where that is done.
    """

    step: AgencyStep
    standing: Standing
    first: tuple[str, ...] = ()
    due_on: date | None = None
    statutory_on: date | None = None
    promised_on: date | None = None
    late: bool = field(default=False)

    @property
    def open(self) -> bool:
        """Whether something is to be done here now."""
        return self.standing in {Standing.TODO, Standing.DOING}


def in_order(steps: Iterable[AgencyStep]) -> tuple[AgencyStep, ...]:
    """Return the steps in the order of their numbers."""
    return tuple(sorted(steps, key=lambda step: step.number))


def walk(steps: Iterable[AgencyStep], told: Mapping[str, Told], today: date) -> tuple[Place, ...]:
    """Say how each step stands, in order."""
    ordered = in_order(steps)
    ways = ways_taken(ordered, told)
    skipped = {s.step for s in ordered if is_skipped(s, ways)}
    past = skipped | {s.step for s in ordered if told.get(s.step, NOTHING).state is Said.DONE}
    return tuple(_place(step, told, skipped, past, today) for step in ordered)


def ways_taken(steps: Iterable[AgencyStep], told: Mapping[str, Told]) -> dict[str, str]:
    """Return for every way offered the way taken at that step, "" where none is yet."""
    return {way.code: told.get(step.step, NOTHING).way for step in steps for way in step.either}


def is_skipped(step: AgencyStep, ways: Mapping[str, str]) -> bool:
    """Tell whether a step belongs to a way that is not the one taken."""
    taken = ways.get(step.for_way, "")
    return bool(step.for_way and taken and taken != step.for_way)


def next_place(places: Iterable[Place]) -> Place | None:
    """Return the first step that can be done now and must be; what is broken comes first."""
    found = tuple(places)
    broken = (one for one in found if one.standing is Standing.BROKEN)
    opened = (one for one in found if one.open and not one.step.optional)
    return next(iter((*broken, *opened)), None)


def done_of(places: Iterable[Place]) -> tuple[int, int]:
    """Return how many steps that must be done are, and how many there are."""
    must = [one for one in places if not one.step.optional and one.standing is not Standing.SKIPPED]
    return sum(one.standing is Standing.DONE for one in must), len(must)


def ends_soon(expires_on: date, today: date) -> bool:
    """Whether a paper can still be used, and so few days more that it is time to make it anew."""
    return today <= expires_on <= today + SOON


def paper_standing(state: PaperState, expires_on: date | None, today: date) -> str:
    """Return the state of a paper, or "expired" where it was good and its day is over."""
    over = expires_on is not None and expires_on < today
    return "expired" if over and state is not PaperState.MISSING else state.value


def _place(
    step: AgencyStep,
    told: Mapping[str, Told],
    skipped: set[str],
    past: set[str],
    today: date,
) -> Place:
    said = told.get(step.step, NOTHING)
    first = tuple(name for name in step.needs if name not in past)
    standing = _standing(step.step in skipped, said, first)
    due = said.due_on
    begun = told.get(step.days_from, NOTHING).done_on
    return Place(
        step=step,
        standing=standing,
        first=first,
        due_on=due,
        statutory_on=_after(begun, step.statutory_days),
        promised_on=_after(begun, step.promised_days),
        late=due is not None and due < today and standing not in GONE_PAST,
    )


def _standing(skipped: bool, said: Told, first: tuple[str, ...]) -> Standing:
    if skipped:
        return Standing.SKIPPED
    if said.state is Said.DONE:
        return Standing.BROKEN if first else Standing.DONE
    return Standing.LOCKED if first else Standing(said.state.value)


def _after(begun: date | None, days: int | None) -> date | None:
    return begun + timedelta(days=days) if begun and days is not None else None


def missing_references(
    steps: Iterable[AgencyStep], papers: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield (step, name) for every step, paper or way that a step names and nobody has."""
    ordered = in_order(steps)
    numbers = {step.step: step.number for step in ordered}
    ways = {way.code for step in ordered for way in step.either}
    known = set(papers)
    for step in ordered:
        before = {name for name, number in numbers.items() if number < step.number}
        yield from ((step.step, name) for name in step.needs if name not in before)
        yield from ((step.step, name) for name in step.papers if name not in known)
        if step.days_from and step.days_from not in before:
            yield step.step, step.days_from
        if step.for_way and step.for_way not in ways:
            yield step.step, step.for_way
