"""What a course is made of: chapters, lessons, knowledge points and items, all unchanging."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Pool = Literal["practice", "mock", "check"]
Kind = Literal["single", "multiple"]
Difficulty = Literal["easy", "mid", "hard"]
CourseKind = Literal["exam", "short"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from: a law, a ministry's document or the outline."""

    document: str
    version: str
    article: str | None = None
    checked_on: date | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A knowledge point of the outline (考点), the unit of mastery."""

    id: str
    course: str
    chapter: int
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """One stretch of a lesson under its own small heading; `html` is clean."""

    number: int
    title: str
    html: str

    @property
    def id(self) -> str:
        """The place in the page: s1, s2, … A trainee resumes there."""
        return f"s{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a trainee reads in a lesson; kept for ever under its version."""

    title: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson(Reading):
    """A reading with its place in the course; `minutes` are minutes, `version` names the body."""

    id: str
    course: str
    chapter: int
    number: int
    points: tuple[str, ...]
    minutes: int
    text: str
    characters: int
    version: str
    body: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question, with why it is right or wrong."""

    id: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a trainee sees of an item, before and after answering; marking happens from it."""

    kind: Kind
    case: str | None
    stem: str
    options: tuple[Option, ...]
    key: frozenset[str]
    explanation: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Question):
    """A question with its place: its pool, points, difficulty and the time it holds good."""

    id: str
    course: str
    chapter: int
    pool: Pool
    difficulty: Difficulty
    points: tuple[str, ...]
    lesson: str | None
    valid_from: date | None
    valid_to: date | None
    version: str
    body: str

    def holds_on(self, day: date) -> bool:
        """Whether the law this item rests on is in force on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the outline; `weight` is marks of 100, None where nobody knows it."""

    number: int
    title: str
    folder: str | None
    weight: float | None
    source_year: int | None
    confidence: str | None
    summary: str
    points: tuple[Point, ...]
    lessons: tuple[Lesson, ...]

    @property
    def written(self) -> bool:
        """Whether there is something to learn yet."""
        return self.folder is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One subject of one level under one outline version, or a short course beside the exam."""

    id: str
    title: str
    kind: CourseKind
    level: str | None
    paper: str | None
    outline: str | None
    summary: str
    source: Source | None
    chapters: tuple[Chapter, ...]

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in the order they are read."""
        return tuple(lesson for chapter in self.chapters for lesson in chapter.lessons)

    def chapter(self, number: int) -> Chapter:
        """The chapter of that number.

        Raises:
            KeyError: the outline has no such chapter.
        """
        for chapter in self.chapters:
            if chapter.number == number:
                return chapter
        raise KeyError(number)
