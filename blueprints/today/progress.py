"""The progress page of one course: each number with its meaning and the next act."""

from collections.abc import Sequence
from dataclasses import dataclass

from blueprints.web.standing import standings_in
from blueprints.words.learning import Step, next_step
from content.course import Chapter, Course
from domain.mastery import ChapterStanding, CourseStanding, PointStanding


@dataclass(frozen=True, slots=True)
class PointRow:
    """One knowledge point as it is shown."""

    title: str
    standing: PointStanding
    step: Step | None


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """One chapter with its points."""

    chapter: Chapter
    standing: ChapterStanding
    points: tuple[PointRow, ...]


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """A course, where one stands in it, and the one thing that is worth most now."""

    course: Course
    standing: CourseStanding
    chapters: tuple[ChapterRow, ...]
    best: PointRow | None

    @property
    def weighed(self) -> bool:
        """Whether it is known what each chapter weighs; else all count alike."""
        return any(row.chapter.weight is not None for row in self.chapters)

    @property
    def missing(self) -> int:
        """How many chapters of the outline are not written yet."""
        return len(self.course.chapters) - len(self.chapters)


def progress_in(courses: Sequence[Course], person_id: int) -> list[CourseProgress]:
    """The progress of one person in courses."""
    standings = standings_in(courses, person_id)
    return [_progress(*pair) for pair in zip(courses, standings, strict=True)]


def _progress(course: Course, standing: CourseStanding) -> CourseProgress:
    rows = tuple(_chapter(course, chapter) for chapter in standing.chapters)
    heaviest = standing.next_chapter
    best = next((row for row in rows if heaviest and row.standing is heaviest), None)
    return CourseProgress(course, standing, rows, _weakest(best))


def _chapter(course: Course, standing: ChapterStanding) -> ChapterRow:
    chapter = course.chapter(standing.number)
    titles = {point.id: point.title for point in chapter.points}
    lessons = {point: lesson.id for lesson in reversed(chapter.lessons) for point in lesson.points}
    points = tuple(
        PointRow(titles[p.point_id], p, next_step(course.id, p, lessons.get(p.point_id)))
        for p in standing.points
    )
    return ChapterRow(chapter, standing, points)


def _weakest(row: ChapterRow | None) -> PointRow | None:
    if row is None or row.standing.next_point is None:
        return None
    return next(p for p in row.points if p.standing is row.standing.next_point)
