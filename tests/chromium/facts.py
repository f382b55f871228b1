"""What the browser tests counted, kept as JSON lines in build/browser-facts.json.

One line per (check, part): how many pages, how many looks (pages x themes x sizes), what was
found. A later run of the same check replaces its line, so that parallel runs write one file.
"""

import fcntl
import json
from dataclasses import asdict, dataclass
from pathlib import Path

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
    """The file of counts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def in_build(cls) -> "Facts":
        folder = ROOT / "build"
        folder.mkdir(exist_ok=True)
        return cls(folder / "browser-facts.json")

    def keep(self, fact: Fact) -> None:
        """Write one line, in place of an older one of the same check and part."""
        with self._path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            rows = [json.loads(line) for line in file if line.strip()]
            others = [r for r in rows if (r["check"], r["part"]) != (fact.check, fact.part)]
            kept = sorted([*others, asdict(fact)], key=lambda r: (r["check"], r["part"]))
            file.seek(0)
            file.truncate()
            file.writelines(json.dumps(row) + "\n" for row in kept)
