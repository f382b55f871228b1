"""Writes a province's sitting, as a form asks for it, in the words of a rule file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.days import ZONE
from domain.sittings import Session


@dataclass(frozen=True, kw_only=True)
class SittingEntry:
    """What the notice of one province says about one sitting. `windows` are in China time.

    `fees` are in fen, by paper code; where empty, no rule about fees is written. Where not every
    level is meant (`whole`), the levels stand in the ids, so that it takes no other level's place.
    """

    region: str
    year: int
    levels: tuple[str, ...]
    status: str
    source: str
    document: str
    confidence: str
    checked_on: date
    note: str = ""
    exam_days: tuple[date, ...] = ()
    windows: Mapping[str, tuple[datetime | None, datetime | None]] = field(default_factory=dict)
    results_planned: str = ""
    fees: Mapping[str, int] = field(default_factory=dict)
    sessions: tuple[Session, ...] = ()
    whole: bool = True

    @property
    def part(self) -> str:
        """The levels in an id, where it is not all of them."""
        return "" if self.whole else "".join(f"-{level}" for level in self.levels)


def sitting_file(entry: SittingEntry) -> str:
    """The name a file with this sitting has."""
    return f"sittings/{entry.year}-{entry.region}{entry.part}.toml"


def sitting_toml(entry: SittingEntry) -> str:
    """The sitting, and the fees where they are known, as TOML that `parse_rules` reads."""
    lines = [
        *_head(entry, f"sitting-{entry.year}-{entry.region}{entry.part}", "sitting"),
        *_sitting(entry),
    ]
    if entry.fees:
        lines += ["", *_head(entry, f"fees-{entry.region}-{entry.year}{entry.part}", "fees")]
        lines += ["[rules.value.fen]"]
        lines += [f"{paper} = {fen}" for paper, fen in entry.fees.items()]
    return "\n".join(lines) + "\n"


def _head(entry: SittingEntry, rule_id: str, kind: str) -> Iterator[str]:
    yield "[[rules]]"
    for name, text in (
        ("id", rule_id),
        ("kind", kind),
        ("region", entry.region),
        ("source", entry.source),
        ("document", entry.document),
    ):
        yield f"{name} = {_text(text)}"
    if kind == "fees":
        yield f"from = {entry.year}-01-01"
    yield f"checked_on = {entry.checked_on.isoformat()}"
    yield f"confidence = {_text(entry.confidence)}"
    if entry.note:
        yield f"note = {_text(entry.note)}"
    yield ""


def _sitting(entry: SittingEntry) -> Iterator[str]:
    yield "[rules.value]"
    yield f"year = {entry.year}"
    yield f"levels = [{', '.join(map(_text, entry.levels))}]"
    yield f"status = {_text(entry.status)}"
    yield f"notice = {_text(entry.document)}"
    if entry.exam_days:
        yield f"exam_days = [{', '.join(day.isoformat() for day in entry.exam_days)}]"
    if entry.results_planned:
        yield f"results_planned = {_text(entry.results_planned)}"
    for name, (opens, closes) in entry.windows.items():
        if opens or closes:
            yield ""
            yield f"[rules.value.windows.{name}]"
            yield from (f"opens = {_moment(opens)}",) if opens else ()
            yield from (f"closes = {_moment(closes)}",) if closes else ()
    for one in entry.sessions:
        yield from ("", "[[rules.value.sessions]]", f"paper = {_text(one.paper)}")
        yield f"day = {one.day}"
        yield f"starts = {one.starts.isoformat()}"
        yield f"ends = {one.ends.isoformat()}"


def _text(text: str) -> str:
    """A basic string: TOML and JSON write the same escapes."""
    return json.dumps(text, ensure_ascii=False)


def _moment(at: datetime) -> str:
    """A time without a zone, which a rule file takes for China time."""
    return at.astimezone(ZONE).replace(tzinfo=None).isoformat(timespec="seconds")
