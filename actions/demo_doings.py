"""What goes on in the demo county: certificates, a class at work, money, talk, newcomers.

Told through the verbs the pages use. Names and figures are invented; rules come from the rulebook.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from actions.absences import note_absence
from actions.allowances import Grant, enter_allowance
from actions.candidates import Told, enter_candidate
from actions.classes import Week, plan_week, set_leader
from actions.credentials import check_certificate, enter_for, keep_number, version_of
from actions.demo import PASSWORD
from actions.demo_neighbours import TAUGHT, Scene, once
from actions.demo_rehearsals import rehearse
from actions.demo_teams import found_teams
from actions.learning import answer_item, read_section
from actions.mentoring import Order, Task, assign
from actions.messages import Talk, say
from actions.mock_papers import Books
from actions.passwords import hash_password
from actions.qualifications import (
    Study,
    confirm_qualification,
    log_hours,
    record_qualification,
)
from actions.road import register_certificate, tell_about_oneself
from content.course import Course
from domain.allowances import AllowanceKind
from domain.answers import Mode
from domain.days import local_day, week_of
from domain.silence import Span
from domain.stages import ExamStage
from models.people import Person

PAID: Final = 3
KNOWS: Final = 0.7
SILENT: Final = {6: 13, 9: 17, 18: 24}
"""Who has been silent for how many days, by their number among those in the classes."""
LEADER: Final = 8
AWAY: Final = 10
"""Who leads the second class, and who of it is away, by the same number."""
MET: Final = 11
"""So many of them are in the second class, the first ones."""
LEADS: Final = "zuzhang"
"""How the leader signs in."""
UNSURE: Final = 3
"""One in so many has not told yet whether they may sit the exam."""
MONTH: Final = timedelta(days=30)
CANDIDATES: Final = (
    ("何桂香", "河口村", "high-school", 6, "妇女小组的人都认得", "开小卖部，帮忙代缴话费"),
    ("马长顺", "大坪村", "college", 3, "返乡的年轻人", "跑农村客运"),
    ("龙小梅", "枣园村", "below", 8, "各家老人", "村卫生室帮忙"),
    ("石磊", "杏花村", "bachelor", 1, "合作社的社员", "果树合作社记账"),
)


def live_together(scene: Scene, books: Books) -> None:
    """Let everything happen that the pages around a trainee show."""
    _certify(scene)
    _study(scene, books)
    _tell_of_themselves(scene)
    _meet(scene, books)
    _talk(scene)
    found_teams(scene, books)
    _pay(scene)
    _recruit(scene)


def _certify(scene: Scene) -> None:
    """Nine hold a certificate: most are confirmed, one waits, one was sent back."""
    db, now = scene.db, scene.now
    holders = [*scene.people[ExamStage.CERTIFIED], *scene.people[ExamStage.REGISTERED]]
    for number, person in enumerate(holders):
        passed = local_day(now) - timedelta(days=520 - 7 * number)
        held = enter_for(db, person, "junior", passed_on=passed, by=person, at=now - 5 * MONTH)
        made_up = f"demo-{number:04}"
        keep_number(db, held.id, made_up, keyring=scene.keyring, by=person, at=now - 5 * MONTH)
        if number == 0:
            continue
        words = "照片看不清证书编号，请在亮处重拍一张" if number == 1 else ""
        check_certificate(
            db,
            held.id,
            agreed=number > 1,
            words=words,
            seen=version_of(db, held).text,
            by=scene.manager,
            at=now - 4 * MONTH,
        )
    for number, person in enumerate(scene.people[ExamStage.REGISTERED]):
        day = local_day(now) - timedelta(days=120 + 30 * number)
        register_certificate(db, person.id, "junior", registered_on=day, at=now - 3 * MONTH)
        study = Study(day + timedelta(days=40), 360 + 120 * number, "老年社会工作实务", "县民政局")
        log_hours(db, person.id, study, by=person, once=once(f"hours {number}"), at=now - MONTH)
    senior = scene.mentors[0]
    words = "省社会工作督导人才培养班结业"
    row = record_qualification(db, senior, "supervision", words, by=senior, at=now - 6 * MONTH)
    confirm_qualification(db, row.id, by=scene.manager, at=now - 5 * MONTH)


def _study(scene: Scene, books: Books) -> None:
    """Those in the classes learn a little of both papers; three have been silent for a while."""
    library = books.library
    courses = _exams(books)
    members = [*scene.people[ExamStage.IN_CLASS], *scene.people[ExamStage.STUDYING]]
    for number, person in enumerate(members):
        silent = SILENT.get(number, number % 3)
        for day in range(silent, silent + 12, 3):
            at = scene.now - timedelta(days=day, hours=2)
            course = courses[(number + day // 3) % len(courses)]
            items = library.items(course=course.id, pool="practice")
            lesson = course.lessons[(number + day) % len(course.lessons)]
            read_section(scene.db, person.id, lesson, section=1, library=library, at=at)
            item = items[(number * 7 + day) % len(items)]
            right = scene.luck.random() < KNOWS
            answer_item(
                scene.db,
                person.id,
                item,
                chosen=item.key if right else (),
                unknown=not right,
                mode=Mode.PRACTICE,
                once=once(f"answer {number} {day}"),
                library=library,
                at=at,
            )


def _tell_of_themselves(scene: Scene) -> None:
    """Most of the learners have answered whether they may sit; one did not finish school."""
    members = [*scene.people[ExamStage.IN_CLASS], *scene.people[ExamStage.STUDYING]]
    for number, person in enumerate(members):
        if number % UNSURE == 0:
            continue
        education = "below" if number == 1 else "college" if number % 2 else "high-school"
        since = local_day(scene.now) - timedelta(days=365 * (5 + number % 4))
        told = (
            ("education", education),
            ("practice", "yes"),
            ("certificate", "no"),
            ("spells", f"{since}.."),
        )
        for question, answer in told:
            tell_about_oneself(scene.db, person.id, question, answer, at=scene.now - MONTH)


def _meet(scene: Scene, books: Books) -> None:
    """The second class has a leader, a plan for two weeks, two rehearsals, one away."""
    db, now, group, mentor = scene.db, scene.now, scene.classes[TAUGHT], scene.teacher
    members = [*scene.people[ExamStage.IN_CLASS], *scene.people[ExamStage.STUDYING]]
    leader, away = members[LEADER], members[AWAY]
    set_leader(db, group.id, leader.id, before=None, by=mentor, at=now - MONTH)
    leader.login_name, leader.password_hash = LEADS, hash_password(PASSWORD)
    courses = _exams(books)
    monday = week_of(local_day(now))
    for number in range(2):
        words = "周三晚上八点在镇文化站碰一次，带上不懂的题。" if number == 0 else ""
        chapters = tuple(_written(course)[number] for course in courses)
        week = Week(monday + timedelta(days=7 * number), chapters, words)
        plan_week(db, group.id, week, seen=0, by=mentor, at=now - timedelta(days=3))
    day = local_day(now)
    span = Span(day - timedelta(days=4), day + timedelta(days=6))
    note_absence(db, away, span, kind="farming", reason="家里收柑橘", by=leader, at=now)
    rehearse(scene, books, courses, members)
    _ask_the_class(scene, _written(courses[0])[0])


def _ask_the_class(scene: Scene, chapter: str) -> None:
    """The class is to practise the chapter of this week; some have begun."""
    group, teacher = scene.classes[TAUGHT], scene.teacher
    members = [*scene.people[ExamStage.IN_CLASS], *scene.people[ExamStage.STUDYING]]
    order = Order(
        Task.PRACTICE,
        chapter,
        tuple(one.id for one in members[:MET]),
        local_day(scene.now) + timedelta(days=3),
        "周三碰头时一起讲错得多的题",
        class_id=group.id,
    )
    key, at = once("class asked"), scene.now - timedelta(days=2)
    assign(scene.db, order, by=teacher, agency_id=scene.agency.id, once=key, at=at)


def _exams(books: Books) -> list[Course]:
    """The courses of the exam, a paper each."""
    return [one for one in books.library.courses.values() if one.kind == "exam"]


def _written(course: Course) -> list[str]:
    """The chapters that are written, as a week's plan names them."""
    return [f"{course.id}/{one.number}" for one in course.chapters if one.written]


def _talk(scene: Scene) -> None:
    """刘秀兰 has asked her mentor something, and nobody has answered yet."""
    db, now = scene.db, scene.now
    xiulan, teacher = (_by_login(scene, login) for login in ("xiulan", "zhanglaoshi"))
    talk = Talk(xiulan.id, scene.agency.id, "general")
    lines = (
        (xiulan, "老师，价值中立和尊重是一回事吗？我总选错。", 50),
        (teacher, "不是一回事。先看第 4 章第 3 课的例子，再做 5 题，还不明白就打电话。", 46),
        (xiulan, "看了，明白了一半。周三碰头时我再问。", 5),
    )
    for number, (who, words, hours) in enumerate(lines):
        at = now - timedelta(hours=hours)
        say(db, talk, words, by_id=who.id, once=once(f"talk {number}"), at=at)


def _pay(scene: Scene) -> None:
    """The county paid the fee of three, and promised it to two more."""
    people = [*scene.people[ExamStage.PASSED], *scene.people[ExamStage.REVIEWED]]
    for number, person in enumerate(people):
        paid = local_day(scene.now) - MONTH if number < PAID else None
        grant = Grant(person.id, AllowanceKind.EXAM_FEE, local_day(scene.now).year, 12_000, paid)
        enter_allowance(
            scene.db,
            grant,
            agency_id=scene.agency.id,
            by=scene.manager,
            once=once(f"fee {number}"),
            at=scene.now,
        )


def _recruit(scene: Scene) -> None:
    """Four who may join, from villages around."""
    for number, (name, village, education, years, knows, runs) in enumerate(CANDIDATES):
        told = Told(
            name=name,
            home_id=scene.townships[number].id,
            village=village,
            education=education,
            years=years,
            knows=knows,
            runs=runs,
        )
        enter_candidate(
            scene.db,
            told,
            by=scene.manager,
            agency_id=scene.agency.id,
            once=once(f"candidate {number}"),
            keyring=scene.keyring,
            at=scene.now - timedelta(days=9 - number),
        )


def _by_login(scene: Scene, login: str) -> Person:
    return scene.db.scalars(select(Person).where(Person.login_name == login)).one()
