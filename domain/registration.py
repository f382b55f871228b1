"""The walk of exam registration (报名), state by state (facts.md 1.3 and 12).

What each state needs, and on which device, is data in `rulebook/registration.toml`. Here is what
may follow what, what is due, and the rule that an unpaid registration is none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from domain.days import local_day
from domain.sittings import Window

PAID = "paid"
DueState = Literal["done", "unknown", "not-open", "open", "missed"]


@dataclass(frozen=True, kw_only=True)
class ForEducation:
    """What people of some educations must upload or show, and whether it is checked for them."""

    education: tuple[str, ...]
    needs: tuple[str, ...]
    automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One state of the walk.

    `after` are states that must come first; `window` names the sitting's window it falls in;
    `device` is what it takes: a phone will do; better a computer, for nobody has tried a phone; a
    Windows computer; something that prints. `own_hand` means that nobody may do it for the person.
    """

    rule: str = ""
    step: str
    order: int
    title: str
    after: tuple[str, ...] = ()
    window: str
    device: Literal["phone", "computer", "windows", "printer"]
    own_hand: bool = False
    needs: tuple[str, ...]
    by_education: tuple[ForEducation, ...] = ()


@dataclass(frozen=True)
class Due:
    """One step against the sitting's windows; `days_left` counts calendar days, 0 is the last."""

    step: str
    state: DueState
    opens: datetime | None
    closes: datetime | None
    days_left: int | None


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps in the order they are walked."""
    return tuple(sorted(steps, key=lambda step: step.order))


def may_follow(steps: Iterable[Step], done: Collection[str], step: str) -> bool:
    """Tell whether a step may be entered as done: not done yet, and all before it are."""
    wanted = {each.step: each.after for each in steps}
    return step in wanted and step not in done and all(each in done for each in wanted[step])


def next_steps(steps: Iterable[Step], done: Collection[str]) -> tuple[Step, ...]:
    """Return the steps that can be taken now, in order."""
    ordered = in_order(steps)
    return tuple(step for step in ordered if may_follow(ordered, done, step.step))


def is_registered(steps: Iterable[Step], done: Collection[str]) -> bool:
    """Tell whether the person is registered: paid, with every step before it done."""
    return all(step.step in done for step in up_to(steps, PAID))


def up_to(steps: Iterable[Step], last: str) -> tuple[Step, ...]:
    """Return the steps from the first to `last`, the whole walk if there is no such step."""
    ordered = in_order(steps)
    names = [step.step for step in ordered]
    return ordered[: names.index(last) + 1] if last in names else ordered


def needs_of(step: Step, education: str | None) -> tuple[str, ...]:
    """Return what this person must have at hand; with education unknown, what everybody needs."""
    own = (each.needs for each in step.by_education if education in each.education)
    return step.needs + tuple(need for needs in own for need in needs)


def dues(
    steps: Iterable[Step], done: Collection[str], windows: Mapping[str, Window], at: datetime
) -> tuple[Due, ...]:
    """Set every step against the sitting's windows. `at` is an aware time.

    Without a window in the rules the state is `unknown`: no date is made up.
    """
    return tuple(_due(step, step.step in done, windows, at) for step in in_order(steps))


def unpaid_days_left(
    steps: Iterable[Step],
    done: Collection[str],
    windows: Mapping[str, Window],
    at: datetime,
    last_days: int = 7,
) -> int | None:
    """Return the days left to pay while it is unpaid and in its last days, else None.

    Payment closes with its own window, or with registration where the notice gives none; 0 means
    today. Used for the daily reminder.
    """
    closes = (windows.get("payment") or windows.get("registration") or Window()).closes
    if closes is None or at > closes or is_registered(steps, done):
        return None
    left = _days_left(closes, at)
    return left if left < last_days else None


def _due(step: Step, done: bool, windows: Mapping[str, Window], at: datetime) -> Due:
    window = _window(step.window, windows)
    left = None if window.closes is None else max(0, _days_left(window.closes, at))
    return Due(step.step, _state(done, window, at), window.opens, window.closes, left)


def _window(name: str, windows: Mapping[str, Window]) -> Window:
    """Return a window; one whose beginning is not told opens with registration."""
    window = windows.get(name, Window())
    if window.opens is None and window.closes is not None and "registration" in windows:
        return replace(window, opens=windows["registration"].opens)
    return window


def _state(done: bool, window: Window, at: datetime) -> DueState:
    if done:
        return "done"
    if window.opens is not None and at < window.opens:
        return "not-open"
    if window.closes is not None and at > window.closes:
        return "missed"
    return "open" if window.opens is not None and window.closes is not None else "unknown"


def _days_left(closes: datetime, at: datetime) -> int:
    return (local_day(closes) - local_day(at)).days
