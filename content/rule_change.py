"""What entering rules would change: each rule beside the one it comes before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content.rule_entry import Rule, plain
from content.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Line:
    """One key of a rule: what it said before and what it would say; empty where it says nothing."""

    key: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether it would say something else."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that would be entered, the rule it comes before, and every key of both."""

    rule: Rule
    before: Rule | None
    lines: tuple[Line, ...]


def changes(book: Rulebook, rules: Iterable[Rule]) -> tuple[Change, ...]:
    """What these rules would change in a rulebook."""
    return tuple(_change(rule, _before(book, rule)) for rule in rules)


def told(rule: Rule) -> tuple[tuple[str, str], ...]:
    """The keys of a rule and what they say, one line each."""
    return tuple(_flat(_shown(rule)))


def _before(book: Rulebook, rule: Rule) -> Rule | None:
    """The rule of that id; else the one that holds in that place now, for that region."""
    if known := book.get(rule.id):
        return known
    held = book.find(rule.kind, rule.region, rule.valid_from)
    return next((one for one in held if one.slot == rule.slot), None)


def _change(rule: Rule, before: Rule | None) -> Change:
    old, new = dict(told(before)) if before else {}, dict(told(rule))
    keys = dict.fromkeys([*new, *old])
    return Change(rule, before, tuple(Line(k, old.get(k, ""), new.get(k, "")) for k in keys))


def _shown(rule: Rule) -> dict[str, object]:
    kept = rule.as_dict()
    names = ("region", "from", "to", "source", "document", "article", "confidence", "note")
    return {
        **kept["value"],
        **{name: kept[name] for name in names},
        "checked_on": str(rule.checked_on),
    }


def _flat(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _flat(each, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list | tuple):
        if any(isinstance(each, Mapping) for each in value):
            for number, each in enumerate(value, 1):
                yield from _flat(each, f"{key}.{number}")
        elif value:
            yield key, "、".join(str(plain(each)) for each in value)
    elif value not in (None, ""):
        yield key, str(plain(value))
