"""What the browser tests counted, kept as JSON lines in build/browser-facts.json.

Each check over the pages of one part is one count: how many pages, how many looks (pages x
themes x sizes), what was found. The file of counts is build/browser-counts.json; a later run
replaces a count, and the totals are written anew each time, so that parallel runs share both.
"""

import fcntl
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config import ROOT


@dataclass(frozen=True, slots=True)
class Fact:
    """One check over the pages of one part."""

    check: str
    part: str
    pages: int
    looks: int
    found: int


class Facts:
    """The two files: counts by part, and their totals for `make facts`."""

    def __init__(self, folder: Path, parts: Iterable[str]) -> None:
        folder.mkdir(exist_ok=True)
        self._counts = folder / "browser-counts.json"
        self._totals = folder / "browser-facts.json"
        self._parts = frozenset(parts)

    @classmethod
    def in_build(cls, parts: Iterable[str]) -> "Facts":
        """Where `make facts` looks; counts of other parts than these are of an older day."""
        return cls(ROOT / "build", parts)

    def keep(self, fact: Fact) -> None:
        """Write one count, in place of an older one of the same check and part."""
        with self._counts.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            rows = [json.loads(line) for line in file if line.strip()]
            kept = [row for row in rows if self._stays(row, fact)] + [asdict(fact)]
            file.seek(0)
            file.truncate()
            file.write(_lines(sorted(kept, key=lambda row: (row["check"], row["part"]))))
            self._totals.write_text(_lines(totals(kept)), "utf-8")

    def _stays(self, row: dict[str, Any], fact: Fact) -> bool:
        return (row["check"], row["part"]) != (fact.check, fact.part) and row["part"] in self._parts


def totals(rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """One line for each check, over all parts."""
    for check in sorted({row["check"] for row in rows}):
        own = [row for row in rows if row["check"] == check]
        sums = {name: sum(row[name] for row in own) for name in ("pages", "looks", "found")}
        yield {"check": check, **sums}


def _lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
