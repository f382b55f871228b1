"""What can be assigned: written chapters to read or practise, mocks to sit, a date to keep."""

from collections.abc import Iterator
from dataclasses import dataclass

from actions.mentoring import Task
from blueprints.web.house import house
from blueprints.words.learning import chapter_place_words
from blueprints.words.mentoring import chapter_words, target_words
from content.course import Chapter, Course
from models.road import Assignment


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that can be assigned; `chapter` is None for a mock, the course too for a date."""

    task: Task
    course: Course | None
    chapter: Chapter | None
    text: str = ""

    @property
    def value(self) -> str:
        """As it stands in the row: "<course>/<chapter>", the course, or the words of a date."""
        if self.course is None:
            return self.text
        return f"{self.course.id}/{self.chapter.number}" if self.chapter else self.course.id

    @property
    def title(self) -> str:
        """The chapter's title, the course's, or the words of a date."""
        if self.course is None:
            return self.text
        return chapter_words(self.course, self.chapter) if self.chapter else self.course.title

    @property
    def words(self) -> str:
        """As the list of assignments says it, with the course of a chapter."""
        if self.course is None or self.chapter is None:
            return target_words(self.task, self.title)
        return target_words(self.task, chapter_place_words(self.course, self.chapter))

    @property
    def lessons(self) -> list[str]:
        """The lessons to finish."""
        read = self.task is Task.READ and self.chapter is not None
        return [one.id for one in self.chapter.lessons] if read and self.chapter else []

    @property
    def items(self) -> list[str]:
        """The items to practise."""
        if self.task is not Task.PRACTICE or self.chapter is None or self.course is None:
            return []
        pool = house().library.items(
            course=self.course.id, chapter=self.chapter.number, pool="practice"
        )
        return [item.id for item in pool]


def targets_of(task: Task) -> list[Target]:
    """Everything that can be assigned as this task now."""
    return list(_targets(task))


def target_of(row: Assignment) -> Target | None:
    """What a row asks for; None where the course or chapter is gone."""
    if row.kind == Task.DATE:
        return Target(Task.DATE, None, None, row.target)
    known = (target for target in _targets(Task(row.kind)) if target.value == row.target)
    return next(known, None)


def _targets(task: Task) -> Iterator[Target]:
    library = house().library
    if task is Task.DATE:
        return
    for course in library.courses.values():
        if task is Task.MOCK:
            if course.kind == "exam" and library.items(course=course.id, pool="mock"):
                yield Target(task, course, None)
            continue
        for chapter in course.chapters:
            target = Target(task, course, chapter)
            if chapter.written and (target.lessons or target.items):
                yield target
