"""Chapters of the library as a week's plan names them: to choose from, in words, with links."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from blueprints.web.forms import options
from blueprints.web.house import house
from blueprints.words.learning import chapter_place_words
from content.course import Chapter, Course


@dataclass(frozen=True, slots=True)
class Planned:
    """One chapter of a plan."""

    course: Course
    chapter: Chapter

    @property
    def value(self) -> str:
        """As the plan's row keeps it."""
        return f"{self.course.id}/{self.chapter.number}"

    @property
    def title(self) -> str:
        """As people read it."""
        return chapter_place_words(self.course, self.chapter)

    @property
    def href(self) -> str:
        """Where to begin reading it."""
        lesson = self.chapter.lessons[0] if self.chapter.lessons else None
        return f"/courses/{self.course.id}/{lesson.id}" if lesson else f"/courses/{self.course.id}"


def chapters_to_plan() -> list[Planned]:
    """Every chapter that is written, course by course."""
    return list(_written())


def planned(chapters: str) -> list[Planned]:
    """The chapters of a plan's row; what has left the library is left out."""
    known = {one.value: one for one in _written()}
    return [known[value] for value in chapters.split() if value in known]


def chapter_choices() -> list[Any]:
    """The chapters as ticks."""
    return options(*((one.value, one.title) for one in _written()))


def full_links(found: list[Planned]) -> list[str]:
    """Their whole addresses, for a group outside of the house."""
    base = house().settings.base_url
    return [f"{base}{one.href}" for one in found]


def _written() -> Iterator[Planned]:
    for course in house().library.courses.values():
        for chapter in course.chapters:
            if chapter.written:
                yield Planned(course, chapter)
