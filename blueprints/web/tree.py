"""The numbers of a region and of what lies right below it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from blueprints.web.db import db
from models.region_queries import places_of, sums_of

DIGITS = (4, 6, 9)


@dataclass(frozen=True)
class Tree:
    """A region: the names of what lies in it, and people by (code, measure, key)."""

    code: str
    name: str
    names: Mapping[str, str]
    people: Mapping[tuple[str, str, str], int]

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """The codes of what lies right below, in the order of codes: nobody is ranked."""
        steps = {self.step(code) for code in self.names}
        return tuple(sorted(steps - {self.code}))

    @cached_property
    def rows(self) -> Mapping[str, Counter[tuple[str, str]]]:
        """The sums of each place below, by code; the region's own code stands for the rest."""
        found: dict[str, Counter[tuple[str, str]]] = {}
        for (code, measure, key), people in self.people.items():
            found.setdefault(self.step(code), Counter())[measure, key] += people
        return found

    @cached_property
    def all(self) -> Counter[tuple[str, str]]:
        """The sums of the whole region."""
        found: Counter[tuple[str, str]] = Counter()
        for row in self.rows.values():
            found.update(row)
        return found

    @property
    def has_rest(self) -> bool:
        """Whether there are people of whom the place below is not known."""
        return bool(self.lower) and any(self.rows.get(self.code, {}).values())

    def step(self, code: str) -> str:
        """The place right below in which a code lies; the region itself for its own people."""
        known = (code[:digits] for digits in DIGITS if len(self.code) < digits <= len(code))
        return next((one for one in known if one in self.names), self.code)

    def sum(self, code: str, measure: str, keys: Iterable[str]) -> int:
        """People of one row under several keys."""
        row = self.rows.get(code, Counter())
        return sum(row[measure, key] for key in keys)

    def total(self, measure: str, keys: Iterable[str]) -> int:
        """People of the whole region under several keys."""
        return sum(self.all[measure, key] for key in keys)


def tree_of(code: str, name: str, measures: Collection[str]) -> Tree:
    """Read a region; two queries, however many people live there."""
    names = dict(db().execute(places_of(code)).all())
    rows = db().execute(sums_of(code, measures)).all() if measures else ()
    people = {(place, measure, key): number for place, measure, key, number in rows if number}
    return Tree(code, name, names, people)


def by_step(tree: Tree, rows: Iterable[tuple[str, int]]) -> Counter[str]:
    """Other counts by code, put under the places right below."""
    found: Counter[str] = Counter()
    for code, number in rows:
        found[tree.step(code)] += number
    return found
