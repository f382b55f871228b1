"""Reads one TOML table with typed getters that note, in Chinese, what is missing or ill-formed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final

from content.notes import Notes, Place

NAMES: Final = {
    "id": "编号",
    "title": "标题",
    "kind": "类型",
    "level": "级别",
    "paper": "试卷",
    "outline": "大纲版本",
    "summary": "简介",
    "source": "出处",
    "sources": "出处",
    "document": "文件名称",
    "version": "文件版本",
    "article": "条款",
    "checked_on": "核对日期",
    "confidence": "可信程度",
    "chapters": "各章",
    "number": "章号",
    "folder": "文件夹",
    "weight": "分值",
    "source_year": "分值年份",
    "points": "考点",
    "minutes": "分钟数",
    "lesson": "所属的课",
    "pool": "题池",
    "difficulty": "难度",
    "key": "答案",
    "case": "案例",
    "stem": "题干",
    "explanation": "讲解",
    "options": "选项",
    "text": "选项文字",
    "reason": "理由",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "term": "词条",
    "pinyin": "拼音",
    "meaning": "意思",
    "see": "参见",
    "order": "次序",
}


class Table:
    """One table under reading. `sound` turns False when something needed could not be read."""

    __slots__ = ("_asked", "name", "notes", "place", "raw", "sound")

    def __init__(self, raw: Mapping[str, Any], name: str, place: Place, notes: Notes) -> None:
        self.raw = raw
        self.name = name
        self.place = place
        self.notes = notes
        self.sound = True
        self._asked: set[str] = set()

    def note(self, message: str) -> None:
        """Note a problem of this table."""
        self.notes.add(self.place, f"{self.name}：{message}" if self.name else message)

    def text(self, key: str) -> str:
        """A needed piece of text."""
        found = self.maybe_text(key)
        if found is None and key not in self.raw:
            self._missing(key)
        return found or ""

    def maybe_text(self, key: str) -> str | None:
        """A piece of text that may be left out, but not left empty."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self._unfit(key, f'写成 {key} = "……"，里面要有字')
            return None
        return value.strip()

    def word(self, key: str, allowed: Iterable[str]) -> str:
        """One of a closed list of words."""
        words = tuple(allowed)
        value = self._take(key)
        if isinstance(value, str) and value in words:
            return value
        if value is None:
            self._missing(key)
        else:
            self._unfit(key, f"只能写 {'、'.join(words)}")
        return ""

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """A list of texts, with at least one entry where it is needed."""
        value = self._take(key)
        if value is None:
            if needed:
                self._missing(key)
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self._unfit(key, f'写成 {key} = ["……"]')
            return ()
        if needed and not value:
            self._unfit(key, "至少写一个")
        return tuple(value)

    def whole(self, key: str, least: int, most: int) -> int:
        """A needed whole number within limits."""
        value = self._take(key)
        if value is None:
            self._missing(key)
            return 0
        if type(value) is int and least <= value <= most:
            return value
        self._unfit(key, f"写 {least} 到 {most} 的整数，不加引号")
        return 0

    def maybe_number(self, key: str, most: float) -> float | None:
        """A number above 0 up to `most` that may be left out."""
        value = self._take(key)
        if value is None:
            return None
        if type(value) in {int, float} and 0 < value <= most:
            return value
        self._unfit(key, f"写大于 0、不超过 {most:g} 的数，不加引号")
        return None

    def maybe_day(self, key: str) -> date | None:
        """A date that may be left out."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._unfit(key, f"写成 {key} = 2026-11-24，不加引号")
        return None

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """A list of tables; empty, and a note, where it is something else."""
        value = self._take(key)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self._unfit(key, f"写成一组 [[{key}]]")
        return []

    def table(self, key: str) -> Mapping[str, Any] | None:
        """A table that may be left out."""
        value = self._take(key)
        if value is None or isinstance(value, dict):
            return value
        self._unfit(key, f"写成 [{key}]")
        return None

    def missing(self, key: str) -> None:
        """Note that something needed is not there."""
        self._missing(key)

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.raw:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, 1)
                hint = f"是不是想写 {near[0]}" if near else f"可写 {'、'.join(sorted(self._asked))}"
                self.note(f"不认识“{key}”，{hint}")

    def _take(self, key: str) -> Any:  # noqa: ANN401 - TOML gives any type, the getters decide
        self._asked.add(key)
        return self.raw.get(key)

    def _missing(self, key: str) -> None:
        self.sound = False
        self.note(f"缺少 {key}（{NAMES.get(key, key)}），请补上")

    def _unfit(self, key: str, fix: str) -> None:
        self.sound = False
        self.note(f"{key}（{NAMES.get(key, key)}）写法不对，{fix}")
