"""What reading has found so far, each thing with its place, before it is checked as a whole."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from content.course import Course, Item, Lesson, Point
from content.glossary import Term
from content.help import Help
from content.notes import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A thing and the line it is written at."""

    thing: T
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a lesson (`owner` is its id) or a help page (`owner` is None)."""

    href: str
    place: Place
    owner: str | None


@dataclass(slots=True)
class Draft:
    """Everything read from one set of files."""

    courses: list[Placed[Course]] = field(default_factory=list)
    points: list[Placed[Point]] = field(default_factory=list)
    lessons: list[Placed[Lesson]] = field(default_factory=list)
    items: list[Placed[Item]] = field(default_factory=list)
    terms: list[Placed[Term]] = field(default_factory=list)
    helps: list[Placed[Help]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
