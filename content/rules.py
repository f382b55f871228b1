"""The rulebook: dated, cited, regional rules, read once at start and never changed after."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

from content.notes import Notes
from content.problems import ContentError, Problem
from content.rule_entry import COUNTRY, Rule, plain, region_chain
from content.rules_check import faults_between, faults_within
from content.rules_parse import FileReader

__all__ = [
    "COUNTRY",
    "Reading",
    "Rule",
    "Rulebook",
    "load_rules",
    "load_rules_from",
    "parse_rules",
    "plain",
    "read_rules",
    "rule_files",
]

T = TypeVar("T")
CONFIDENCE = ("low", "mid", "high")


MOST_KEPT = 20_000  # answers kept; a day asks a few hundred for each region
_NOTHING: Final = object()


@dataclass(frozen=True)
class Rulebook:
    """All rules, asked by id or by kind, region and day."""

    rules: tuple[Rule, ...]

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Rule, ...]]:
        kinds: dict[str, list[Rule]] = {}
        for rule in self.rules:
            kinds.setdefault(rule.kind, []).append(rule)
        return {kind: tuple(rules) for kind, rules in kinds.items()}

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        """Answers given before: the same questions come with every page of the road."""
        return {}

    def keep(self, asked: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes of these rules, made once: they never change after."""
        made = self._kept.get(asked, _NOTHING)
        if made is _NOTHING:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[asked] = made = make()
        return made

    @cached_property
    def _derived(self) -> "dict[Hashable, Rulebook]":
        """The last rulebook made of this one."""
        return {}

    def derived(self, key: Hashable, make: "Callable[[Rulebook], Rulebook]") -> "Rulebook":
        """Return what `make` makes of this rulebook, kept until another key is asked for."""
        made = self._derived.get(key)
        if made is None:
            made = make(self)
            self._derived.clear()
            self._derived[key] = made
        return made

    def get(self, rule_id: str) -> Rule | None:
        """Return the rule with an id, the latest override of it, or None."""
        return self._by_id.get(rule_id)

    def find(
        self, kind: str, region: str | None = None, on: date | None = None
    ) -> tuple[Rule, ...]:
        """Return the rules of a kind that hold for a region on a day, one for each slot.

        For each slot the nearest region wins: county, prefecture, province, country; then the
        later layer, the later start, the higher confidence. Without a day all rules compete.
        ValueError if the region is not a code.
        """
        return self.keep(
            (kind, region, on),
            lambda: self._nearest(self._by_kind.get(kind, ()), region, on),
        )

    def values(
        self, kind: str, of: type[T], region: str | None = None, on: date | None = None
    ) -> tuple[T, ...]:
        """Return the values found as their dataclass, in the order of the files."""
        found = (rule.data for rule in self.find(kind, region, on))
        return tuple(value for value in found if isinstance(value, of))

    def sittings(self, region: str | None, level: str) -> tuple[Rule, ...]:
        """Return the sittings of a level for a region, one a year, by year."""
        kept = [r for r in self._by_kind.get("sitting", ()) if level in r.value["levels"]]
        nearest = self._nearest(kept, region, None)
        return tuple(sorted(nearest, key=lambda rule: rule.value["year"]))

    def fees(self, region: str | None, papers: Iterable[str]) -> tuple[Rule, ...]:
        """Return the rule that tells what all these papers cost in a region, where there is one."""
        wanted = set(papers)
        kept = [r for r in self._by_kind.get("fees", ()) if wanted <= set(r.value["fen"])]
        return self._nearest(kept, region, None)

    def override(self, rules: Iterable[Rule]) -> "Rulebook":
        """Return a new rulebook in which these rules come before those of the same place.

        A rule with a known id takes that rule's place.
        """
        layer = 1 + max((rule.layer for rule in self.rules), default=0)
        extra = tuple(replace(rule, layer=layer) for rule in rules)
        ids = {rule.id for rule in extra}
        return Rulebook((*(rule for rule in self.rules if rule.id not in ids), *extra))

    def _nearest(
        self, rules: Iterable[Rule], region: str | None, on: date | None
    ) -> tuple[Rule, ...]:
        ranks = {code: -place for place, code in enumerate(region_chain(region))}
        best: dict[tuple[object, ...], Rule] = {}
        for rule in rules:
            if rule.region not in ranks or not rule.in_force(on):
                continue
            rival = best.get(rule.slot)
            if rival is None or _rank(rule, ranks) >= _rank(rival, ranks):
                best[rule.slot] = rule
        return tuple(best.values())


def _rank(rule: Rule, ranks: Mapping[str, int]) -> tuple[int, int, date, int]:
    begun = rule.valid_from or date.min
    return ranks[rule.region], rule.layer, begun, CONFIDENCE.index(rule.confidence)


@dataclass(frozen=True)
class Reading:
    """What came of reading files: the rules that could be read, and every problem."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]


def read_rules(files: Mapping[str, bytes]) -> Reading:
    """Read rule files (path under rulebook/, bytes) and check them one by one and together."""
    notes = Notes()
    if not files:
        notes.found.append(Problem("rulebook", 1, "没有规则文件，请放入 *.toml"))
    readers = ((FileReader(name, notes), raw) for name, raw in sorted(files.items()))
    rules = tuple(rule for reader, raw in readers for rule in reader.read(raw))
    notes.found.extend(faults_between(rules))
    return Reading(rules, notes.sorted())


def load_rules(files: Mapping[str, bytes]) -> Rulebook:
    """Return the rulebook of these files; ContentError with every problem if there is one."""
    reading = read_rules(files)
    if reading.problems:
        raise ContentError(reading.problems)
    return Rulebook(reading.rules)


def load_rules_from(path: Path) -> Rulebook:
    """Return the rulebook of a folder; ContentError with every problem if there is one."""
    return load_rules(rule_files(path))


def rule_files(path: Path) -> dict[str, bytes]:
    """Return the rule files of a folder and its subfolders, by path under it."""
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in path.rglob("*.toml")}


def parse_rules(raw: bytes, name: str) -> tuple[Rule, ...]:
    """Return the rules of one file that an administrator enters; ContentError if it has faults.

    References to rules of other files are not checked here: the file may override one of them.
    """
    notes = Notes()
    rules = tuple(FileReader(name, notes).read(raw))
    notes.found.extend(faults_within(rules))
    notes.raise_any()
    return rules
