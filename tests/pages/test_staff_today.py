"""Today's page of staff: what needs them, the oldest first, each row a link to its rows."""

from datetime import date

import pytest
from sqlalchemy import update

from models.base import new_uid
from models.messages import Conversation, Message
from models.people import Guidance
from models.pipeline import Post
from models.road import Certificate
from models.roster import PendingMembership
from tests.browser import Browser
from tests.pages.looked_after import (
    NOW,
    TODAY,
    agency_id,
    announce,
    ask,
    days,
    joined_long_ago,
    learn,
    sit,
    tell_away,
    trainee,
    walk,
)


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


def tasks(page):
    """Title, second line and address of each row."""
    found = []
    for link in page.all("a"):
        if link.get("class") == "task":
            strong = next(e for e in link.iter() if e.tag.endswith("}strong"))
            small = [e for e in link.iter() if e.get("class") == "s m"]
            second = "".join(small[0].itertext()) if small else ""
            found.append(("".join(strong.itertext()), second, link.get("href")))
    return found


def write(house, cast, by, *, ago=0):
    """A message in 小芳's conversation."""
    with house.database.writing() as db:
        talk = Conversation(
            trainee_id=cast.xiaofang.id, agency_id=agency_id(db), about=new_uid().hex, made_at=NOW
        )
        db.add(talk)
        db.flush()
        said_at = NOW - days(ago)
        db.add(
            Message(conversation_id=talk.id, by_id=by.id, once=new_uid(), text="在吗", at=said_at)
        )
        return talk.uid


def test_a_quiet_day_says_so(wang):
    page = wang.get("/today")
    assert "今天没有等着您的事" in page.text
    assert "给学员布置学习" in page.text


def test_one_silent_trainee_is_named_and_several_are_counted(house, cast, wang):
    joined_long_ago(house, cast.xiaofang)
    here = f"/trainees/{cast.xiaofang.uid}#study"
    assert tasks(wang.get("/today")) == [("小芳", "199 天没有学习", here)]
    joined_long_ago(house, trainee(house, "静静", cast.wang))
    ((title, _second, href),) = tasks(wang.get("/today"))
    assert (title, href) == ("2 人好久没学习", "/trainees?reason=silent")
    assert sum("天没有学习" in "".join(a.itertext()) for a in wang.get(href).all("a")) == 2


def test_nobody_excused_is_counted(house, cast, wang):
    joined_long_ago(house, cast.xiaofang)
    tell_away(house, cast.xiaofang)
    assert tasks(wang.get("/today")) == []


def test_marks_are_never_on_this_page(house, cast, wang):
    sit(house, cast.xiaofang, 70, 9)
    sit(house, cast.xiaofang, 60, 2)
    page = wang.get("/today")
    assert tasks(page)[0][1] == "最近一次模考比上一次低"
    assert "70" not in page.text


def test_a_trainee_who_wrote_last_waits_for_an_answer(house, cast, wang, li):
    talk = write(house, cast, cast.xiaofang, ago=2)
    href = f"/messages/{talk}"
    assert [(title, to) for title, _s, to in tasks(wang.get("/today"))] == [
        ("小芳留言，等您回", href)
    ]
    assert tasks(li.get("/today")) == []
    write(house, cast, cast.xiaofang, ago=1)
    assert tasks(wang.get("/today"))[0][::2] == ("小芳留言，等您回", "/messages")


def test_what_was_read_waits_until_it_is_answered(house, cast, wang):
    write(house, cast, cast.wang)
    assert tasks(wang.get("/today")) == []
    talk = write(house, cast, cast.xiaofang)
    wang.get(f"/messages/{talk}")
    assert [title for title, _s, _h in tasks(wang.get("/today"))] == ["小芳留言，等您回"]
    wang.post(f"/messages/{talk}", {"text": "在，周六说"})
    assert tasks(wang.get("/today")) == []


def test_where_nobody_guides_the_question_waits_for_the_managers(house, cast, wang, li):
    talk = write(house, cast, cast.xiaofang)
    with house.database.writing() as db:
        db.execute(
            update(Guidance).where(Guidance.trainee_id == cast.xiaofang.id).values(ends_at=NOW)
        )
    assert tasks(wang.get("/today")) == []
    assert tasks(li.get("/today"))[0][::2] == ("小芳留言，等您回", f"/messages/{talk}")


def test_what_wants_no_answer_does_not_wait_once_that_is_said(house, cast, wang):
    talk = write(house, cast, cast.xiaofang)
    page = wang.get(f"/messages/{talk}")
    wang.post(f"/messages/{talk}/done", {"seen": page.value("seen")})
    assert tasks(wang.get("/today")) == []


def test_what_is_due_today_is_told_while_somebody_has_not_done_it(house, cast, wang):
    made = ask(house, cast.wang, cast.xiaofang, due=0)
    ask(house, cast.wang, cast.xiaofang, due=1)
    ((_title, second, href),) = tasks(wang.get("/today"))
    assert (second, href) == ("今天到期，还有 1 人没做完", f"/assign/{made.uid}")


def test_the_waiting_room_is_the_managers(house, cast, wang, li):
    with house.database.writing() as db:
        db.add(
            PendingMembership(
                person_id=cast.xiaomei.id, agency_id=agency_id(db), role="trainee",
                waits_for="manager", cause="x", made_at=NOW,
            )
        )  # fmt: skip
    assert tasks(li.get("/today"))[0][::2] == ("1 人在等您同意入班", "/agency/waiting")
    assert tasks(wang.get("/today")) == []


def test_a_certificate_waits_for_a_second_person(house, cast, li):
    with house.database.writing() as db:
        db.add(
            Certificate(
                person_id=cast.xiaofang.id, level="junior", passed_on=date(2026, 5, 24), at=NOW
            )
        )
    ((title, _second, href),) = tasks(li.get("/today"))
    assert (title, href) == ("1 份证书等第二个人核对", "/agency/staff?state=unverified")


def test_contracts_money_and_certificate_days_are_told_ninety_days_ahead(house, cast, wang, li):
    with house.database.writing() as db:
        for ends in (30, 200):
            day = TODAY + days(ends)
            db.add(
                Post(
                    person_id=cast.xiaofang.id, agency_id=agency_id(db), kind="station",
                    started_on=TODAY - days(300), contract_ends_on=day, funding_ends_on=day,
                    cert_due_on=day, by_id=cast.li.id, at=NOW,
                )
            )  # fmt: skip
    assert {(title, href) for title, _s, href in tasks(li.get("/today"))} == {
        ("1 个岗位的合同快到期", "/agency/posts?near=contract"),
        ("1 个岗位的经费快到期", "/agency/posts?near=funding"),
        ("1 人的拿证期限快到了", "/agency/posts?near=cert"),
    }
    assert tasks(wang.get("/today")) == []


def test_the_oldest_stands_first_and_seven_at_most(house, cast, wang):
    joined_long_ago(house, cast.xiaofang)
    write(house, cast, cast.xiaofang, ago=3)
    for _n in range(8):
        ask(house, cast.wang, cast.xiaofang, due=0)
    page = wang.get("/today")
    assert len(tasks(page)) == 7
    assert [title for title, _s, _h in tasks(page)][:2] == ["小芳", "小芳留言，等您回"]
    assert "还有 3 件" in page.text
    more = next(h for h in page.hrefs() if "all=1" in h)
    assert len(tasks(wang.get(more))) == 10


def test_an_unpaid_registration_comes_with_its_days(house, cast, wang):
    joined_long_ago(house, cast.xiaofang)
    learn(house, cast.xiaofang)
    announce(house, closes=2)
    walk(house, cast.xiaofang, "account")
    assert tasks(wang.get("/today"))[0][1] == "报名还没缴费，还有 2 天截止"


@pytest.mark.parametrize(
    ("login", "link"),
    [("like", "/region"), ("qian", "/region"), ("fang", "/courses"), ("lin", "/office")],
)
def test_others_keep_a_plain_page_with_their_links(app, cast, login, link):
    assert link in Browser(app).as_person(getattr(cast, login)).get("/today").hrefs()


@pytest.mark.parametrize("stranger", ["zhou", "chen", "wu"])
def test_a02_nothing_of_another_agency_is_counted(app, house, cast, stranger):
    joined_long_ago(house, cast.xiaofang)
    write(house, cast, cast.xiaofang)
    assert "小芳" not in Browser(app).as_person(getattr(cast, stranger)).get("/today").text


@pytest.mark.parametrize("who", ["wang", "li"])
def test_the_page_costs_the_same_for_one_for_three_and_for_sixty(app, house, cast, who):
    browser = Browser(app).as_person(getattr(cast, who))
    costs = [len(browser.get("/today").queries)]
    for many in (2, 57):
        people = [trainee(house, f"学员{many}-{n:02}", cast.wang) for n in range(many)]
        ask(house, cast.wang, *people, due=0)
        ask(house, cast.wang, *people, due=-2)
        costs.append(len(browser.get("/today").queries))
    assert costs == [costs[0]] * 3
