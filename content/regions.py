"""Names and codes of the country's regions: files that scripts/cut_regions.py cut.

Every county of the country is there; townships of the provinces that have a file of their own.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).resolve().parent.parent / "rulebook" / "regions"
COUNTIES: Final = "counties"
PROVINCE: Final = 2
DIGITS: Final = (2, 4, 6, 9)
"""How long codes are: province, city, county, township (GB/T 2260, GB/T 10114)."""


class Place(NamedTuple):
    """A region as the files know it."""

    code: str
    name: str


def province_places(province: str) -> tuple[Place, ...]:
    """A province with all its cities, counties and known townships; empty where there is none."""
    known = (code for code in _read(COUNTIES) if code.startswith(province))
    rows = {code: _read(COUNTIES)[code] for code in known}
    return tuple(Place(*row) for row in sorted({**rows, **_read(province)}.items()))


def county_places(county: str) -> tuple[Place, ...]:
    """A county with what it lies in and its known townships; empty where nobody knows it."""
    counties = _read(COUNTIES)
    if county not in counties:
        return ()
    above = {code: counties[code] for code in _beginnings(county) if code in counties}
    below = _read(county[:PROVINCE])
    inside = {code: name for code, name in below.items() if code.startswith(county)}
    return tuple(Place(*row) for row in sorted({**above, **inside}.items()))


def provinces_with_townships() -> tuple[str, ...]:
    """The provinces whose townships are in a file here."""
    return tuple(sorted(path.stem for path in FOLDER.glob("[0-9][0-9].tsv")))


def _beginnings(code: str) -> Iterator[str]:
    return (code[:digits] for digits in DIGITS if digits <= len(code))


@lru_cache(maxsize=8)
def _read(name: str) -> Mapping[str, str]:
    path = FOLDER / f"{name}.tsv"
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return dict(pairs)
