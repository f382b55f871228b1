"""One paper: who hands it in, what it says, its table, and the lines people sign on.

The same paper makes the page that is printed, the DOCX and the XLSX, so that they say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from blueprints.web.workbook import Table

WIDE = 7
"""From so many columns on a paper lies on its side."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some text under a heading, before or after the table; `lines` are set as a list."""

    title: str
    texts: Sequence[str] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Paper:
    """A paper on A4. `head` are pairs of name and value; `empty` says why a table has no rows.

    A `roomy` one has rows high enough to sign in.
    """

    title: str
    head: Sequence[tuple[str, str]]
    at: datetime
    table: Table | None = None
    before: Sequence[Part] = ()
    after: Sequence[Part] = ()
    signs: Sequence[str] = field(default=())
    empty: str = ""
    roomy: bool = False
    sources: Sequence[str] = field(default=())

    @property
    def lies(self) -> bool:
        """Whether it is printed across."""
        return self.table is not None and len(self.table.columns) >= WIDE

    @property
    def head_line(self) -> str:
        """The head in one line."""
        return "    ".join(f"{name}：{value}" for name, value in self.head)
