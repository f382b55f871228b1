"""Words for levels, next acts and outcomes."""

from dataclasses import dataclass

from flask_babel import gettext as _

from content.course import Chapter, Course
from domain.mastery import NextAct, PointStanding


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next, and where."""

    words: str
    href: str


def next_step(course_id: str, standing: PointStanding, lesson_id: str | None) -> Step | None:
    """What would help this point most now; None when nothing is open."""
    point = standing.point_id
    words = {
        NextAct.READ: _("读这一课"),
        NextAct.PRACTISE: _("练这个考点"),
        NextAct.REDO_WRONG: _("再做错题"),
        NextAct.REVIEW: _("复习到期题"),
        NextAct.MIX: _("混着练一组"),
    }
    if standing.next_act not in words:
        return None
    if standing.next_act is NextAct.READ and lesson_id:
        return Step(words[NextAct.READ], f"/courses/{course_id}/{lesson_id}")
    if standing.next_act is NextAct.REDO_WRONG:
        return Step(words[NextAct.REDO_WRONG], f"/wrong?point={point}")
    if standing.next_act is NextAct.MIX:
        return Step(words[NextAct.MIX], f"/practice?set=mixed&course={course_id}")
    return Step(words[standing.next_act], f"/practice?point={point}")


def place_words(course: Course, chapter: int) -> str:
    """Where in the courses something stands: an exam course with the chapter, or a short one."""
    if course.kind != "exam":
        return course.title
    return _("%(course)s第 %(n)d 章", course=course.title, n=chapter)


def chapter_place_words(course: Course, chapter: Chapter) -> str:
    """A chapter where several courses may be meant: an exam's with its course and number."""
    if course.kind != "exam":
        return chapter.title
    place = place_words(course, chapter.number)
    return _("%(place)s %(title)s", place=place, title=chapter.title)


def weight_words(share: float) -> str:
    """A share of the outline's weight as whole per cent."""
    return _("%(n)d%%", n=round(100 * share))
