"""Classes on the screen: what needs me, people in and out, the leader, weeks, texts, being away."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from actions.learning import answer_item
from actions.people import agree, enter_person, grant, guide, withdraw
from domain.access import Role
from domain.answers import Mode
from domain.days import local_day, week_of
from models.base import new_uid
from models.classes import Absence, ClassLeader, WeekPlan
from models.people import Guidance, Membership, Person
from models.places import Agency, StudyClass
from tests.browser import Browser

NOW = datetime.now(UTC)
TODAY = local_day(NOW)
MONDAY = week_of(TODAY)


@pytest.fixture
def li(app, cast):
    """The manager of 小芳's agency, signed in."""
    return Browser(app).as_person(cast.li)


@pytest.fixture
def first(house):
    with house.database.reading() as db:
        return db.scalars(select(StudyClass)).one()


@pytest.fixture
def here(first):
    return f"/classes/{first.uid}"


@pytest.fixture
def led(house, cast, first):
    """一班 is led by 小军."""
    with house.database.writing() as db:
        db.add(ClassLeader(class_id=first.id, person_id=cast.xiaojun.id, starts_at=NOW))


@pytest.fixture
def long_ago(house):
    """Everybody joined six weeks ago, and nobody has learned since."""
    with house.database.writing() as db:
        db.execute(update(Membership).values(starts_at=NOW - timedelta(days=42)))


@pytest.fixture
def xiaojun(app, cast):
    return Browser(app).as_person(cast.xiaojun)


def rows(house, query):
    with house.database.reading() as db:
        return db.execute(query).all()


def members(house, first):
    query = (
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.class_id == first.id, Membership.ends_at.is_(None))
        .order_by(Person.name)
    )
    return [name for (name,) in rows(house, query)]


def newcomers(house, cast, number, *, guided=True):
    """People of the agency without a class."""
    with house.database.writing() as db:
        agency = cast.agency_of(cast.wang)
        for n in range(number):
            login = f"x{new_uid().hex[-8:]}"
            one = enter_person(
                db, name=f"学员{n:02}", keyring=house.keyring, at=NOW, login_name=login
            )
            grant(db, one, Role.TRAINEE, by="tests", at=NOW, agency_id=agency)
            if guided:
                guide(db, mentor_id=cast.wang.id, trainee_id=one.id, at=NOW)


def study(house, person, at=NOW):
    item = house.library.items(pool="practice")[0]
    with house.database.writing() as db:
        answer_item(
            db,
            person.id,
            item,
            chosen=item.key,
            unknown=False,
            mode=Mode.PRACTICE,
            once=new_uid(),
            library=house.library,
            at=at,
        )


def test_the_list_says_what_a_class_needs(wang):
    page = wang.get("/classes")
    assert "一班" in page.text
    assert "2 人" in page.text
    assert "没有组长" in page.text
    assert "这周没计划" in page.text


def test_a_mentor_sees_classes_of_their_trainees_and_their_own_only(app, cast, house, wang, first):
    with house.database.writing() as db:
        db.execute(update(Guidance).where(Guidance.mentor_id == cast.wang.id).values(ends_at=NOW))
    assert "一班" not in wang.get("/classes").text
    wang.get(f"/classes/{first.uid}", status=404)
    page = wang.post("/classes/new", {"name": "三组", "agency": agency_uid(house, first)})
    wang.follow(page)
    assert "三组" in wang.get("/classes").text
    assert "三组" not in Browser(app).as_person(cast.zhou).get("/classes").text


def agency_uid(house, first):
    with house.database.reading() as db:
        return str(db.get_one(Agency, first.agency_id).uid)


def test_a_class_is_opened_once_and_a_taken_name_is_told(house, li, first):
    form = {"name": "三组", "once": str(new_uid())}
    one, two = li.post("/classes/new", form), li.post("/classes/new", form)
    assert one.location == two.location
    page = li.post("/classes/new", {"name": "一班"}, status=422)
    assert page.errors() == ["已经有叫这个名字的班，换一个"]
    assert page.value("name") == "一班"
    assert li.post("/classes/new", {"name": " "}, status=422).errors() == ["写班名，比如“第三组”"]


def test_a_mentor_of_two_agencies_chooses_one(app, cast, house, wang):
    with house.database.writing() as db:
        grant(
            db,
            db.get_one(Person, cast.wang.id),
            Role.MENTOR,
            by="tests",
            at=NOW,
            agency_id=cast.agency_of(cast.zhou),
        )
    page = wang.post("/classes/new", {"name": "三组"}, status=422)
    assert page.errors() == ["选一家机构"]
    wang.post("/classes/new", {"name": "三组", "agency": str(new_uid())}, status=404)


def test_one_class_shows_its_people_and_what_it_needs(wang, here):
    page = wang.get(here)
    assert page.h1 == "一班"
    assert "小芳" in page.text
    assert "另有 1 人归别的老师带" in page.text
    assert "小军" not in page.text
    assert "还没有学习组长" in page.text
    assert "可以再加人" in page.text


def test_the_manager_sees_everybody(li, here):
    page = li.get(here)
    assert "小军" in page.text
    assert "另有" not in page.text


def test_a_class_of_another_agency_is_not_there(app, cast, here):
    for login in ("zhou", "wu", "chen"):
        Browser(app).as_person(getattr(cast, login)).get(here, status=404)


def test_a_bureau_and_a_trainee_have_no_class_pages(app, cast, here, xiaofang):
    Browser(app).as_person(cast.like).get(here, status=403)
    xiaofang.get(here, status=403)


def test_people_come_in_and_go_out_again(house, cast, wang, first, here):
    newcomers(house, cast, 2)
    page = wang.get(f"{here}/add")
    chosen = [f.get("value") for f in page.all("input") if f.get("name") == "people"]
    assert len(chosen) == 2
    wang.post(f"{here}/add", {"people": chosen})
    assert members(house, first) == ["学员00", "学员01", "小军", "小芳"]
    one = f"{here}/members/{chosen[0]}"
    assert "换班" in wang.get(one).text
    assert wang.post(one, {"why": "asked"}, status=422).errors() == ["选一个班"]
    wang.post(one, {"to": "none", "why": "asked"})
    assert len(members(house, first)) == 3
    wang.get(one, status=404)


def test_nobody_else_can_be_taken_in(house, cast, wang, here):
    newcomers(house, cast, 1, guided=False)
    assert "您带的人都在这个班里了" in wang.get(f"{here}/add").text
    wang.post(f"{here}/add", {"people": [str(cast.xiaomei.uid)]}, status=404)


def test_nobody_chosen_is_asked_again(house, cast, wang, here):
    newcomers(house, cast, 1)
    assert wang.post(f"{here}/add", {}, status=422).errors() == ["勾一个人"]


def test_a_leader_is_chosen_and_history_is_shown(house, cast, li, here):
    page = li.get(f"{here}/leader")
    li.post(f"{here}/leader", {"leader": str(cast.xiaofang.uid), "before": page.value("before")})
    page = li.get(f"{here}/leader")
    assert "小芳" in page.text
    assert "李主任定的" in page.text
    li.post(f"{here}/leader", {"leader": "none", "before": page.value("before")})
    assert "还没有学习组长" in li.get(here).text


def test_two_mentors_at_once_the_second_is_told_and_keeps_the_choice(house, cast, li, wang, here):
    opened = wang.get(f"{here}/leader").value("before")
    li.post(f"{here}/leader", {"leader": str(cast.xiaojun.uid), "before": opened})
    form = {"leader": str(cast.xiaofang.uid), "before": opened}
    page = wang.post(f"{here}/leader", form, status=422)
    assert page.errors() == ["已被李主任改过，看一下再交"]
    ticked = [f.get("value") for f in page.all("input") if f.get("checked") is not None]
    assert ticked == [str(cast.xiaofang.uid)]


def test_a_week_is_planned_with_chapters_and_words(house, wang, here):
    path = f"{here}/weeks/{MONDAY}"
    page = wang.get(path)
    chapters = [f.get("value") for f in page.all("input") if f.get("name") == "chapters"][:2]
    wang.post(path, {"chapters": chapters, "words": "周六晚上一起讲", "seen": "0"})
    page = wang.get(here)
    assert "周六晚上一起讲" in page.text
    assert "这周没写计划" not in page.text
    kept = rows(house, select(WeekPlan.chapters))
    assert kept == [(" ".join(chapters),)]


def test_a_plan_that_does_not_fit_is_told(wang, here, house):
    path = f"{here}/weeks/{MONDAY}"
    page = wang.post(path, {"words": "长" * 151, "seen": "0"}, status=422)
    assert page.errors() == ["最多写 150 个字，多了群里没人看"]
    assert page.value("words") == "长" * 151
    wang.post(path, {"chapters": ["nothing/1"], "seen": "0"}, status=404)
    assert rows(house, select(WeekPlan.id)) == []


def test_two_plans_at_once_show_both(li, wang, here):
    path = f"{here}/weeks/{MONDAY}"
    li.post(path, {"words": "一起读", "seen": "0"})
    page = wang.post(path, {"words": "周六讲", "seen": "0"}, status=422)
    assert page.errors() == ["已被李主任改过，看一下再交"]
    assert page.value("words") == "周六讲"
    assert "一起读" in page.text
    wang.post(path, {"words": "周六讲", "seen": page.value("seen")})
    assert "改过几次" in wang.get(path).text


@pytest.mark.parametrize("seen", ["7", "", "x", "²", "1000000000"])
def test_an_odd_count_of_versions_before_the_first_is_no_failure(house, wang, here, seen):
    wang.post(f"{here}/weeks/{MONDAY}", {"words": "一起读", "seen": seen})
    assert rows(house, select(WeekPlan.words)) == [("一起读",)]


def test_a_week_that_is_over_can_be_read_and_not_changed(house, wang, here):
    path = f"{here}/weeks/{MONDAY - timedelta(days=7)}"
    page = wang.get(path)
    assert page.value("words") is None
    wang.post(path, {"words": "补", "seen": "0"})
    assert rows(house, select(WeekPlan.id)) == []


@pytest.mark.parametrize("odd", ["2026-11-24", "x", "1999-01-04", "9999-12-27"])
def test_an_address_that_is_no_week_is_not_there(wang, here, odd):
    wang.get(f"{here}/weeks/{odd}", status=404)
    wang.get(f"{here}/weeks/{odd}/text", status=404)


def area(page, name):
    return next("".join(f.itertext()) for f in page.all("textarea") if f.get("id") == name)


def test_the_texts_for_the_group_name_nobody(house, cast, wang, here, led):
    path = f"{here}/weeks/{MONDAY}"
    page = wang.get(path)
    chapters = [f.get("value") for f in page.all("input") if f.get("name") == "chapters"][:1]
    wang.post(path, {"chapters": chapters, "words": "周六晚上一起讲", "seen": "0"})
    for person in (cast.xiaofang, cast.xiaojun):
        study(house, person)
    page = wang.get(f"{path}/text")
    monday, friday = area(page, "monday"), area(page, "friday")
    assert "周六晚上一起讲" in monday
    assert "http://127.0.0.1:8000/courses/" in monday
    assert "一共 2 天，做了 2 题" in friday
    for name in ("小芳", "小军", "王老师"):
        assert name not in monday + friday
    for text in (monday, friday):
        assert len("".join(x for x in text.split("\n") if not x.startswith("http"))) <= 300


def test_three_or_more_people_are_counted_out(house, cast, wang, first, here):
    newcomers(house, cast, 3)
    page = wang.get(f"{here}/add")
    people = [f.get("value") for f in page.all("input") if f.get("name") == "people"]
    wang.post(f"{here}/add", {"people": people})
    query = select(Person).join(Membership).where(Membership.class_id == first.id)
    for (person,) in rows(house, query.where(Membership.ends_at.is_(None)).distinct())[:4]:
        study(house, person)
    friday = area(wang.get(f"{here}/weeks/{MONDAY}/text"), "friday")
    assert "4 人学了，一共 4 天，做了 4 题" in friday


def test_a_class_without_a_plan_has_a_text_too(wang, here):
    page = wang.get(f"{here}/weeks/{MONDAY}/text")
    assert "接着上次往下学" in area(page, "monday")
    assert "这周大家都忙" in area(page, "friday")


def test_a_trainee_sees_the_class_the_week_and_the_leader(wang, xiaofang, here, led):
    wang.post(f"{here}/weeks/{MONDAY}", {"words": "周六晚上一起讲", "seen": "0"})
    page = xiaofang.get("/my-class")
    assert page.h1 == "一班"
    for words in ("小军", "学习组长", "（我）", "周六晚上一起讲"):
        assert words in page.text
    assert "谁好几天没学" not in page.text
    xiaofang.get(f"{here}/silent", status=404)
    xiaofang.get(f"{here}/weeks/{MONDAY}/text", status=404)


def test_who_took_back_the_consent_is_not_named_to_the_class(house, cast, xiaofang, here):
    with house.database.writing() as db:
        other = db.get_one(Person, cast.xiaojun.id)
        agree(db, other, purpose="learning-data", version="1", words="x", at=NOW)
        withdraw(db, other.id, "learning-data", at=NOW)
    assert "小军" not in xiaofang.get("/my-class").text


def test_without_a_class_the_page_says_so(app, cast):
    page = Browser(app).as_person(cast.xiaomei).get("/my-class")
    assert "还没分到班" in page.text


def test_odd_parameters_are_ignored(xiaofang, wang):
    assert xiaofang.get("/my-class?of=x").h1 == "一班"
    assert xiaofang.get(f"/my-class?of={new_uid()}").h1 == "一班"
    assert "一班" in wang.get("/classes?after=x").text
    assert "一班" in wang.get(f"/classes?after={new_uid()}").text


def test_a_leader_sees_days_and_never_scores(long_ago, xiaojun, here, led):
    page = xiaojun.get("/my-class")
    assert "谁好几天没学" in page.text
    page = xiaojun.get(f"{here}/silent")
    assert "小芳" in page.text
    assert "41 天没学" in page.text
    assert "分" not in page.text.replace("不看分数", "")
    xiaojun.get(here, status=403)


def test_a_leader_notes_what_somebody_told_and_it_stops(house, cast, long_ago, xiaojun, here, led):
    path = f"{here}/members/{cast.xiaofang.uid}/absence"
    page = xiaojun.get(path)
    assert page.h1 == "给小芳记请假"
    form = {"from_on": TODAY.isoformat(), "until_on": (TODAY + timedelta(days=5)).isoformat()}
    xiaojun.post(path, form | {"kind": "farming"})
    assert "没有人好几天没学" in xiaojun.get(f"{here}/silent").text
    told = rows(house, select(Absence.kind, Absence.told_by_id, Absence.person_id))
    assert told == [("farming", cast.xiaojun.id, cast.xiaofang.id)]
    xiaojun.get(f"{here}/members/{cast.xiaomei.uid}/absence", status=404)


def test_a_leader_of_a_closed_class_looks_after_nobody(li, xiaojun, here, led):
    li.post(f"{here}/close")
    xiaojun.get(f"{here}/silent", status=404)
    assert "还没分到班" in xiaojun.get("/my-class").text
    assert "这个班收了" in li.get(here).text
    li.post(f"{here}/reopen")
    xiaojun.get(f"{here}/silent")


def test_the_mentor_sees_the_silent_and_the_reason_of_who_is_away(
    house, cast, long_ago, wang, here, led, xiaofang
):
    assert "小芳" in wang.get(f"{here}/silent").text
    form = {
        "from_on": TODAY.isoformat(),
        "until_on": (TODAY + timedelta(days=5)).isoformat(),
        "kind": "family",
        "reason": "收脐橙",
    }
    xiaofang.post("/my-class/absence", form)
    assert "没有人好几天没学" in wang.get(f"{here}/silent").text
    assert "家里有事，收脐橙" in wang.get(here).text
    assert "请过的假" in wang.get(f"{here}/members/{cast.xiaofang.uid}").text


def test_a_trainee_says_and_takes_back_that_they_are_away(house, xiaofang):
    form = {"from_on": TODAY.isoformat(), "until_on": TODAY.isoformat(), "kind": ""}
    xiaofang.post("/my-class/absence", form)
    xiaofang.post("/my-class/absence", form)
    (found,) = rows(house, select(Absence.uid, Absence.taken_back_at))
    assert "请假" in xiaofang.get("/my-class").text
    xiaofang.post(f"/my-class/absence/{found.uid}/take-back")
    assert rows(house, select(Absence.taken_back_at))[0].taken_back_at is not None
    assert "收回" not in xiaofang.get("/my-class").text.replace("收回了", "")


@pytest.mark.parametrize(
    ("first_day", "last_day", "words"),
    [
        (0, -1, "到的日期要在开始以后，最长半年"),
        (0, 200, "到的日期要在开始以后，最长半年"),
        (-40, 0, "选最近的日期：一个月前到半年后"),
        (300, 301, "选最近的日期：一个月前到半年后"),
    ],
)
def test_an_absence_that_cannot_be_is_told_and_kept(xiaofang, first_day, last_day, words):
    form = {
        "from_on": (TODAY + timedelta(days=first_day)).isoformat(),
        "until_on": (TODAY + timedelta(days=last_day)).isoformat(),
        "reason": "收脐橙",
    }
    page = xiaofang.post("/my-class/absence", form, status=422)
    assert page.errors() == [words]
    assert page.value("reason") == "收脐橙"


def test_an_absence_of_somebody_else_is_not_there(house, cast, xiaofang, xiaojun):
    form = {"from_on": TODAY.isoformat(), "until_on": TODAY.isoformat()}
    xiaojun.post("/my-class/absence", form)
    (found,) = rows(house, select(Absence.uid))
    xiaofang.post(f"/my-class/absence/{found.uid}/take-back", status=404)


def test_pages_cost_the_same_for_few_and_for_many(house, cast, li, here, first):
    few = [len(li.get(path).queries) for path in ("/classes", here, f"{here}/silent")]
    newcomers(house, cast, 9)
    page = li.get(f"{here}/add")
    people = [f.get("value") for f in page.all("input") if f.get("name") == "people"]
    li.post(f"{here}/add", {"people": people})
    for n in range(3):
        li.post("/classes/new", {"name": f"第{n}组"})
    li.get("/classes")
    many = [len(li.get(path).queries) for path in ("/classes", here, f"{here}/silent")]
    assert many == few


def test_a_trainees_page_costs_the_same_in_any_class(house, cast, li, xiaofang, here):
    few = len(xiaofang.get("/my-class").queries)
    newcomers(house, cast, 9)
    page = li.get(f"{here}/add")
    people = [f.get("value") for f in page.all("input") if f.get("name") == "people"]
    li.post(f"{here}/add", {"people": people})
    xiaofang.get("/my-class")
    assert len(xiaofang.get("/my-class").queries) == few


def test_more_than_a_page_of_classes_is_paged(house, li, first):
    with house.database.writing() as db:
        db.add_all(StudyClass(name=f"班{n:03}", agency_id=first.agency_id) for n in range(60))
    page = li.get("/classes", inspect=False)
    more = "/classes?after="
    assert page.html.count('class="task"') == 50
    following = page.html.split(more)[1].split('"')[0]
    rest = li.get(more + following, inspect=False)
    assert rest.html.count('class="task"') == 11


def open_classes(house, first, *names, closed=()):
    with house.database.writing() as db:
        for name in (*names, *closed):
            closed_at = NOW if name in closed else None
            db.add(StudyClass(name=name, agency_id=first.agency_id, closed_at=closed_at))


def test_classes_stand_as_people_count_them(house, cast, li, wang, here, first):
    open_classes(house, first, "二班", "十班", "三班", "11 班", "复考班", closed=["九班"])
    counted = ["一班", "二班", "三班", "十班", "11 班", "复考班"]
    page = li.get("/classes")
    assert sorted(counted, key=page.text.index) == counted
    assert offered(li.get(f"{here}/members/{cast.xiaofang.uid}"), "to") == [
        *counted[1:],
        "先不分班",
    ]
    assert offered(wang.get("/invites/new"), "where") == [*counted, "先不分班"]
    filters = ["".join(one.itertext()) for one in li.get("/agency/people").all("option")]
    assert [one for one in filters if one in counted] == counted


def offered(page, name):
    """The words of what a question offers."""
    ticks = [one for one in page.all("label") if any(f.get("name") == name for f in one)]
    return ["".join(one.itertext()).strip() for one in ticks]


def test_the_next_page_of_classes_goes_on_as_people_count(house, li, first):
    open_classes(house, first, *(f"{n} 班" for n in range(1, 60)))
    page = li.get("/classes", inspect=False)
    assert "49 班" in page.html
    assert "50 班" not in page.html
    more = "/classes?after=" + page.html.split("/classes?after=")[1].split('"')[0]
    assert "50 班" in li.get(more, inspect=False).html
