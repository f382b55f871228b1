"""One rule: a dated, cited value of one region, as it stands in the rulebook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Confidence = Literal["high", "mid", "low"]
COUNTRY = "000000"
BOUNDARIES = (6, 4, 2)
"""Digits of a GB/T 2260 code that name a county, a prefecture, a province."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule with its provenance.

    `value` is what the file says; `data` is the same as the dataclass of its kind. `slot` is what
    rules of one kind compete for: of two with the same slot the one nearer to a person's region
    holds. `layer` is 0 for files and rises with each set of overrides.
    """

    id: str
    kind: str
    region: str
    value: Mapping[str, Any] = field(hash=False)
    data: object = field(hash=False, compare=False)
    slot: tuple[object, ...]
    source: str
    document: str = ""
    article: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date
    confidence: Confidence
    conflicts_with: tuple[str, ...] = ()
    note: str = ""
    file: str = ""
    line: int = 1
    layer: int = 0

    def in_force(self, on: date | None) -> bool:
        """Tell whether the rule holds on a day; without a day, every rule does."""
        if on is None:
            return True
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)

    def overlaps(self, other: "Rule") -> bool:
        """Tell whether there is a day on which both hold."""
        return _ends(self) >= _begins(other) and _ends(other) >= _begins(self)

    def as_dict(self) -> dict[str, Any]:
        """Return the rule in the words of the file, for showing and for JSON."""
        names = ("id", "kind", "region", "value", "source", "document", "article")
        shown = {name: plain(getattr(self, name)) for name in names}
        shown |= {"from": plain(self.valid_from), "to": plain(self.valid_to)}
        names = ("checked_on", "confidence", "conflicts_with", "note", "file", "line")
        return shown | {name: plain(getattr(self, name)) for name in names}


def region_chain(region: str | None) -> Iterator[str]:
    """Yield the codes that apply to a region, nearest first: county, prefecture, province, country.

    Longer codes (townships) are cut to their county. ValueError if it is not a code of 6 digits
    or more.
    """
    code = region or COUNTRY
    if len(code) < BOUNDARIES[0] or not (code.isascii() and code.isdigit()):
        raise ValueError(f"a region is a code of six digits, not {code!r}")
    seen = {COUNTRY}
    for digits in BOUNDARIES:
        near = code[:digits].ljust(BOUNDARIES[0], "0")
        if near not in seen:
            seen.add(near)
            yield near
    yield COUNTRY


def plain(value: object) -> Any:  # noqa: ANN401
    """Return a value as JSON can hold it: dates as text, tuples as lists."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float) else _iso(value)


def _iso(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)  # ty: ignore


def _begins(rule: Rule) -> date:
    return rule.valid_from or date.min


def _ends(rule: Rule) -> date:
    return rule.valid_to or date.max
