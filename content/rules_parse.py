"""Turns one rule file into rules; notes every fault with its line and its fix."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import msgspec

from content.notes import Notes, Place
from content.rule_entry import COUNTRY, Confidence, Rule
from content.rule_kinds import KINDS
from content.rules_check import faults_in
from content.rules_text import Lines, choices_at, fix_of, path_of, unknown_keys
from content.toml_text import decode, parse
from domain.days import ZONE

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REGION = re.compile(r"\d{6}")
SITTING_FILE = re.compile(r"sittings/(?P<year>\d{4})-(?P<region>\d{6})\.toml$")


class Entry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"valid_from": "from", "valid_to": "to"},
):
    """One `[[rules]]` entry as the file has it."""

    id: str
    kind: str
    region: str
    value: dict[str, Any]
    source: str
    document: str = ""
    article: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date
    confidence: Confidence
    conflicts_with: tuple[str, ...] = ()
    note: str = ""


class FileReader:
    """Reads the entries of one file, one after the other."""

    def __init__(self, file: str, notes: Notes) -> None:
        self.file = file
        self.notes = notes
        self.lines = Lines("", 0)

    def read(self, raw: bytes) -> list[Rule]:
        """Return the rules that could be read; the others are noted."""
        text = decode(raw, self.file, self.notes)
        tables = None if text is None else parse(text, self.file, self.notes)
        if text is None or tables is None:
            return []
        entries = tables.get("rules", [])
        if set(tables) != {"rules"} or not isinstance(entries, list) or not entries:
            self.notes.add(Place(self.file), "文件里只写 [[rules]] 条目，至少一条")
            return []
        self.lines = Lines(text, len(entries))
        read = [self.rule(number, entry) for number, entry in enumerate(entries)]
        return [rule for rule in read if rule is not None]

    def rule(self, number: int, raw: object) -> Rule | None:
        """Return one rule, or None where it cannot be read."""
        try:
            entry = msgspec.convert(raw, Entry)
        except msgspec.ValidationError as fault:
            self.refuse(number, str(fault), path_of(str(fault)), ("high", "mid", "low"))
            return None
        self.check_entry(number, entry)
        if entry.kind not in KINDS:
            kinds = "、".join(sorted(KINDS))
            self.note(number, "kind", f"没有“{entry.kind}”这种规则，请改成其中一个：{kinds}")
            return None
        return self.typed(number, entry)

    def typed(self, number: int, entry: Entry) -> Rule | None:
        """Return the rule with its value as the dataclass of its kind."""
        kind = KINDS[entry.kind]
        value = _in_china(entry.value)
        for path in unknown_keys(value, kind.type):
            self.refuse(number, f"unknown field `{path[-1]}`", path, ())
        try:
            named = value | {"rule": entry.id} if _cites(kind.type) else value
            data = msgspec.convert(named, kind.type)
        except msgspec.ValidationError as fault:
            path = path_of(str(fault))
            self.refuse(number, str(fault), ("value", *path), choices_at(kind.type, path))
            return None
        for key, message in faults_in(data):
            self.note(number, key, message)
        self.check_place(number, entry, value)
        slot = tuple(getattr(data, name) for name in kind.slot)
        return self.built(number, entry, value, data, slot)

    def built(
        self, number: int, entry: Entry, value: dict[str, Any], data: object, slot: tuple[Any, ...]
    ) -> Rule:
        """Return the rule with its place in the file."""
        told = msgspec.structs.asdict(entry) | {"value": _frozen(value)}
        return Rule(**told, data=data, slot=slot, file=self.file, line=self.lines.entry(number))

    def check_entry(self, number: int, entry: Entry) -> None:
        """Note what is wrong outside the value."""
        if not KEBAB.fullmatch(entry.id):
            self.note(number, "id", "编号只用小写字母、数字和连字符，如 fees-420000")
        if not REGION.fullmatch(entry.region):
            self.note(number, "region", f"地区请写六位代码，全国写 {COUNTRY}")
        if not entry.source.strip():
            self.note(number, "source", "缺来源，请写网址或文件简称")
        if entry.valid_from and entry.valid_to and entry.valid_from > entry.valid_to:
            self.note(number, "to", "失效早于生效，请改 from 或 to")

    def check_place(self, number: int, entry: Entry, value: Mapping[str, Any]) -> None:
        """Note a sitting that stands in the file of another year or region."""
        named = SITTING_FILE.search(self.file)
        if named is None or entry.kind != "sitting":
            return
        if (named["year"], named["region"]) != (str(value["year"]), entry.region):
            self.note(number, "year", "年份、地区与文件名不一致，请改文件名或改内容")

    def note(self, number: int, key: str, message: str) -> None:
        """Note a problem at a key of an entry."""
        self.notes.add(Place(self.file, self.lines.key(number, key)), message)

    def refuse(
        self, number: int, fault: str, path: tuple[str, ...], choices: tuple[str, ...]
    ) -> None:
        """Note what msgspec would not take."""
        line = self.lines.key(number, *path)
        self.notes.add(Place(self.file, line), fix_of(fault, path, choices))


def _cites(kind: type) -> bool:
    return "rule" in getattr(kind, "__dataclass_fields__", {})


def _in_china(value: Any) -> Any:  # noqa: ANN401
    """Return a value whose times without a zone are taken as China time."""
    if isinstance(value, dict):
        return {key: _in_china(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_china(each) for each in value]
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ZONE)
    return value


def _frozen(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(each) for key, each in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
