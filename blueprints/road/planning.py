"""The study plan of one person: what remains, in how much time, and what this week holds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from actions.plan import FIRST_MINUTES
from blueprints.web.db import db
from blueprints.web.house import house
from blueprints.web.traveller import Traveller
from content.course import Course
from content.course import Lesson as CourseLesson
from content.rules import Rule
from domain.days import local_day, week_days, week_of
from domain.eligibility import Level
from domain.festival import is_festival_week
from domain.plan import Busy, Lesson, Pace, Plan, Terms, Work
from domain.planner import make_plan, studied_days
from models.learning import ItemLeaf
from models.learning_queries import days_of, leaves_of, readings_of
from models.road import Goal, StudyPlan
from models.road_queries import plan_of

SECONDS_AN_ITEM = 90
"""One practice item with its reason; the paper gives 120 minutes for 80 items."""
WEEKS_SHOWN = 26


@dataclass(frozen=True, slots=True)
class WeekChoice:
    """A week that may be busy: its Monday, and why it might be; `proposed` if a season says so."""

    monday: date
    busy: Busy
    proposed: bool


@dataclass(frozen=True)
class Planning:
    """What a person chose, and the plan made of it today."""

    row: StudyPlan | None
    terms: Terms
    plan: Plan
    studied: int
    lessons: Mapping[str, CourseLesson]
    courses: tuple[Course, ...]
    """The exam courses it is made of, each one paper."""
    mocks: bool

    @property
    def unwritten(self) -> list[tuple[Course, int, int]]:
        """The courses that lack chapters: how many are written, how many are not."""
        counts = ((one, sum(each.written for each in one.chapters)) for one in self.courses)
        return [(one, n, len(one.chapters) - n) for one, n in counts if n < len(one.chapters)]

    def course_of(self, lesson_id: str) -> str:
        """The title of a lesson's course."""
        course = self.lessons[lesson_id].course
        return next(one.title for one in self.courses if one.id == course)

    @property
    def goal(self) -> Goal:
        """What the plan works towards."""
        return self.row.goal if self.row else Goal.NONE

    @property
    def farming(self) -> bool:
        """Whether 农忙模式 is on."""
        return self.terms.pace is Pace.FARMING


def planning_of(me: Traveller) -> Planning:
    """Make the plan anew from what remains today."""
    row = db().scalars(plan_of(me.person_id)).one_or_none()
    terms = terms_of(me, row)
    courses = [one for one in house().library.courses.values() if one.kind == "exam"]
    work = _work(me, courses)
    days = week_days(me.today)
    studied = (one.day for one in db().scalars(days_of(me.person_id, days[0], days[-1])))
    return Planning(
        row=row,
        terms=terms,
        plan=make_plan(work, terms, me.today),
        studied=studied_days(studied, me.today),
        lessons={lesson.id: lesson for course in courses for lesson in course.lessons},
        courses=tuple(courses),
        mocks=not work.lessons,
    )


def terms_of(me: Traveller, row: StudyPlan | None) -> Terms:
    """What a person gave: the goal's day, minutes, busy weeks, pace."""
    if row is None:
        return Terms(None, FIRST_MINUTES)
    busy = {date.fromisoformat(monday): Busy(why) for monday, why in row.busy_weeks.items()}
    pace = Pace.FARMING if row.farming else Pace.NORMAL
    return Terms(goal_day(me, row), row.minutes_per_day, busy, pace)


def goal_day(me: Traveller, row: StudyPlan) -> date | None:
    """The day a plan works towards; an announced sitting's own first session, never a guess."""
    if row.goal is Goal.OWN:
        return row.goal_on
    return exam_day(me) if row.goal is Goal.SITTING else None


def exam_day(me: Traveller) -> date | None:
    """The day of the person's own first session; None while it is not announced."""
    first = me.sitting(Level.JUNIOR)
    level = me.level(first.year) if first else Level.JUNIOR
    sitting = me.sitting(level)
    sessions = me.sessions(sitting, level) if sitting else ()
    return sessions[0].starts.date() if sessions else None


def light_seasons(me: Traveller) -> list[Rule]:
    """The parts of the year in which people here have little time, by the rulebook."""
    return [rule for rule in me.book.find("season", me.region) if rule.value["load"] == "light"]


def week_choices(me: Traveller) -> list[WeekChoice]:
    """The coming weeks, with what the seasons here say about them."""
    months = {month for rule in light_seasons(me) for month in rule.value["months"]}
    first = week_of(me.today)
    mondays = (first + timedelta(weeks=number) for number in range(WEEKS_SHOWN))
    return [_week(monday, monday.month in months) for monday in mondays]


def _week(monday: date, light: bool) -> WeekChoice:
    if is_festival_week(monday):
        return WeekChoice(monday, Busy.SPRING_FESTIVAL, proposed=True)
    return WeekChoice(monday, Busy.FARMING if light else Busy.OTHER, proposed=light)


def _work(me: Traveller, courses: Sequence[Course]) -> Work:
    leaves = {leaf.item: leaf for leaf in db().scalars(leaves_of(me.person_id, "practice"))}
    readings = readings_of(db(), me.person_id).values()
    read = {one.lesson for one in readings if one.finished_at is not None}
    practice = _practice_minutes(courses, leaves)
    ahead = [
        _planned(course, one, practice.get(one.id, 0))
        for course in courses
        for one in course.lessons
        if one.id not in read
    ]
    behind = sum(minutes for lesson, minutes in practice.items() if lesson in read)
    return Work(tuple(ahead), behind, _reviews(me, leaves))


def _practice_minutes(
    courses: Iterable[Course], answered: Mapping[str, ItemLeaf]
) -> dict[str, int]:
    """Minutes of practice by lesson: the items never answered, after the last lesson on them."""
    seconds: Counter[str] = Counter()
    for course in courses:
        home = {point: lesson.id for lesson in course.lessons for point in lesson.points}
        for item in house().library.items(course=course.id, pool="practice"):
            if item.id not in answered and item.points[0] in home:
                seconds[home[item.points[0]]] += SECONDS_AN_ITEM
    return {lesson: -(-count // 60) for lesson, count in seconds.items()}


def _planned(course: Course, lesson: CourseLesson, practice: int) -> Lesson:
    weight = course.chapter(lesson.chapter).weight or 0
    return Lesson(lesson.id, lesson.minutes, lesson.chapter, weight, practice, course.id)


def _reviews(me: Traveller, leaves: Mapping[str, ItemLeaf]) -> Counter[date]:
    days = (local_day(leaf.due_at) for leaf in leaves.values() if leaf.due_at)
    return Counter(max(day, me.today) for day in days)
