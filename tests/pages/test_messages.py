"""Messages: between a trainee and their own staff, about one thing, read by nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from actions.mentoring import Order, Task, assign
from actions.messages import MOST_AN_HOUR, Talk, say
from actions.people import agree, guide, withdraw
from domain.days import local_day
from models.base import new_uid
from models.messages import Conversation, ConversationSeen, Message
from models.people import Guidance, Membership, Person
from tests.browser import Browser

NOW = datetime.now(UTC)


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def to_self(cast):
    return f"/messages/with/{cast.xiaofang.uid}"


@pytest.fixture
def said(xiaofang, to_self):
    """小芳 asked something; the address of the conversation."""
    page = xiaofang.post(to_self, {"about": "general", "text": "老师，价值观这章看不懂"})
    return page.location.partition("#")[0]


def count(house, table):
    with house.database.reading() as db:
        return db.scalar(select(func.count(table.id)))


def end(house, query):
    with house.database.writing() as db:
        db.execute(query.values(ends_at=NOW))


def talks(house, cast, number):
    with house.database.writing() as db:
        for n in range(number):
            talk = Talk(
                cast.xiaofang.id, cast.agency_of(cast.xiaofang), f"lesson/course-x/lesson-{n}"
            )
            say(db, talk, "x", by_id=cast.xiaofang.id, once=new_uid(), at=NOW)


def test_a_question_is_asked_read_and_answered(wang, xiaofang, said):
    page = wang.get("/messages")
    assert "小芳：随便说说" in page.text
    assert "还没看的" in page.text
    page = wang.get(said)
    assert "老师，价值观这章看不懂" in page.text
    assert "还没看的" not in wang.get("/messages").text
    assert "还没回的" in wang.get("/messages").text
    assert "还没回的" not in xiaofang.get("/messages").text
    wang.post(said, {"text": "周六晚上讲这一章"})
    assert "还没回的" not in wang.get("/messages").text
    page = xiaofang.get("/messages")
    assert "王老师：周六晚上讲这一章" in page.text
    assert "新" in page.text
    page = xiaofang.get(said)
    assert "王老师" in page.text
    assert "我" in page.text


def test_staff_say_that_a_message_wants_no_answer(wang, li, xiaofang, said):
    page = wang.get(said)
    wang.follow(wang.post(f"{said}/done", {"seen": page.value("seen")}))
    text = li.get("/messages").text
    assert "小芳：随便说说" in text
    assert "还没回的" not in text.replace("还没看的", "")
    page = wang.get(said)
    assert "王老师记了：不用回" in page.text
    assert "这条不用回" not in page.text
    assert "记了" not in xiaofang.get(said).text
    xiaofang.post(said, {"text": "还有一件"})
    page = wang.get(said)
    assert "王老师记了：不用回" not in page.text
    assert "这条不用回" in page.text


def test_what_came_since_the_page_was_opened_waits_on(wang, xiaofang, said):
    page = wang.get(said)
    xiaofang.post(said, {"text": "还有一件"})
    back = wang.post(f"{said}/done", {"seen": page.value("seen")})
    assert back.location == said
    assert "刚又来了一条，先看看" in wang.follow(back).text
    assert "小芳留言，等您回" in wang.get("/today").text
    form = {"seen": wang.get(said).value("seen")}
    for _n in range(2):  # pressed twice
        assert wang.post(f"{said}/done", form).location == "/messages"


@pytest.mark.parametrize("seen", ["", "x", "0190a0b0-0000-7000-8000-000000000001"])
def test_only_what_was_seen_is_done_with(wang, said, seen):
    wang.post(f"{said}/done", {"seen": seen}, status=404)
    assert "小芳留言，等您回" in wang.get("/today").text


def test_a_trainee_ends_no_waiting(app, cast, wang, xiaofang, said):
    form = {"seen": wang.get(said).value("seen")}
    xiaofang.post(f"{said}/done", form, status=404)
    Browser(app).as_person(cast.xiaojun).post(f"{said}/done", form, status=404)
    assert "小芳留言，等您回" in wang.get("/today").text


@pytest.mark.parametrize(
    ("sender", "handed_back"),
    [
        ({"Origin": "http://localhost"}, True),
        ({"Referer": "http://localhost/messages"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null", "Referer": "http://localhost/messages"}, False),
        ({}, False),
    ],
)
def test_words_sent_from_a_page_open_too_long_are_handed_back_to_nobody_elsewhere(
    house, app, xiaofang, to_self, sender, handed_back
):
    form = {"csrf_token": "of an earlier sign-in", "about": "general", "text": "写了很久的一段话"}
    for who in (xiaofang, Browser(app)):  # signed in anew, or signed out meanwhile
        page = who.post(to_self, form, status=400, headers=sender)
        assert ("写了很久的一段话" in page.html) == handed_back
        assert "再交一次" not in [button.text for button in page.all("button")]
        assert "earlier sign-in" not in page.html
    assert count(house, Message) == 0


def test_a_trainee_without_a_word_is_led_to_write(xiaofang, cast):
    page = xiaofang.get("/messages/new", status=303)
    assert page.location.endswith(f"/messages/with/{cast.xiaofang.uid}")
    page = xiaofang.follow(page)
    assert page.h1 == "给老师留言"


def test_nothing_written_is_asked_for_and_too_much_is_kept(xiaofang, said, to_self):
    assert xiaofang.post(to_self, {"text": " "}, status=422).errors() == ["写一句再发"]
    page = xiaofang.post(said, {"text": "长" * 1001}, status=422)
    assert page.errors() == ["最多写 1000 个字，长的分几条发"]
    assert page.value("text").strip() == "长" * 1001


def test_sent_twice_it_is_one(house, xiaofang, said):
    form = {"text": "谢谢", "once": str(new_uid())}
    for _n in range(2):
        xiaofang.post(said, form)
    assert count(house, Message) == 2


def test_other_words_under_the_key_of_a_form_gone_back_to_are_not_lost(house, xiaofang, said):
    before, key = count(house, Message), str(new_uid())
    for words in ("我先问一句", "我先问一句", "再补一句"):
        xiaofang.post(said, {"text": words, "once": key})
    assert count(house, Message) == before + 2
    assert "再补一句" in xiaofang.get(said).text


def test_a13_a_form_sent_again_about_something_else_leads_to_what_was_said(
    house, xiaofang, wang, to_self
):
    form = {"text": "谢谢", "once": str(new_uid())}
    first = xiaofang.post(to_self, {**form, "about": "general"}).location
    assert xiaofang.post(to_self, {**form, "about": "registration"}).location == first
    assert count(house, Message) == 1
    theirs = wang.post(to_self, {**form, "about": "registration"}).location
    assert theirs != first
    assert count(house, Message) == 2  # the same key of another person is another sending


def test_lines_stay_and_hidden_signs_go(house, xiaofang, said):
    xiaofang.post(said, {"text": "第一行\r\n\r\n\r\n\r\n第二行\u202e <b>x</b>"})
    page = xiaofang.get(said)
    assert "&lt;b&gt;x&lt;/b&gt;" in page.html
    with house.database.reading() as db:
        assert db.scalars(select(Message.text).order_by(Message.id.desc())).first() == (
            "第一行\n\n第二行 <b>x</b>"
        )


def test_the_thirty_first_in_an_hour_waits_and_keeps_what_was_typed(house, cast, xiaofang, said):
    with house.database.writing() as db:
        talk = Talk(cast.xiaofang.id, cast.agency_of(cast.xiaofang), "general")
        for _n in range(MOST_AN_HOUR - 1):
            say(db, talk, "x", by_id=cast.xiaofang.id, once=new_uid(), at=datetime.now(UTC))
    page = xiaofang.post(said, {"text": "还有一句"}, status=429)
    assert "一小时最多发 30 条" in page.errors()[0]
    assert page.value("text").strip() == "还有一句"
    assert int(page.headers["Retry-After"]) > 0
    assert count(house, Message) == MOST_AN_HOUR


def test_a60_fifty_at_once_from_ten_windows_are_thirty(app, house, cast, to_self):
    windows = [Browser(app).as_person(cast.xiaofang) for _ in range(10)]
    tokens = [one.csrf() for one in windows]

    def send(number):
        form = {"csrf_token": tokens[number], "about": "general"}
        return [
            windows[number].client.post(to_self, data={**form, "text": f"{number} {n}"}).status_code
            for n in range(5)
        ]

    with ThreadPoolExecutor(10) as crowd:
        told = [status for found in crowd.map(send, range(10)) for status in found]
    assert (told.count(303), told.count(429)) == (MOST_AN_HOUR, 50 - MOST_AN_HOUR)
    assert count(house, Message) == MOST_AN_HOUR


def test_it_is_about_one_thing(house, cast, xiaofang, wang, to_self):
    course = next(one for one in house.library.courses.values() if one.kind == "exam")
    lesson = course.lessons[0]
    with house.database.writing() as db:
        order = Order(
            Task.MOCK, course.id, (cast.xiaofang.id,), local_day(NOW) + timedelta(days=3), "x"
        )
        by = db.get_one(Person, cast.wang.id)
        made = assign(db, order, by=by, agency_id=cast.agency_of(cast.wang), once=new_uid(), at=NOW)
    for about, words in (
        (f"assignment/{made.uid}", f"模考：{course.title}"),
        (f"lesson/{course.id}/{lesson.id}", f"课：{lesson.title}"),
        ("registration", "考试报名的事"),
    ):
        page = xiaofang.get(f"{to_self}?about={about}")
        ticked = [f.get("value") for f in page.all("input") if f.get("checked") is not None]
        assert ticked == [about]
        page = xiaofang.follow(xiaofang.post(to_self, {"about": about, "text": "问一下"}))
        assert page.h1 == words
    assert count(house, Conversation) == 3
    assert f"小芳：课：{lesson.title}" in wang.get("/messages").text


@pytest.mark.parametrize(
    "about",
    [
        "x",
        "assignment/1",
        "assignment/0190a0b0-0000-7000-8000-000000000001",
        "mock/0190a0b0-0000-7000-8000-000000000001",
        "lesson/x/y",
        "general/../../",
        "%00",
    ],
)
def test_what_is_not_theirs_is_taken_for_general(house, xiaofang, to_self, about):
    page = xiaofang.get(f"{to_self}?about={about}")
    ticked = [f.get("value") for f in page.all("input") if f.get("checked") is not None]
    assert ticked == ["general"]


def test_a_mentor_writes_first_from_the_list_of_trainees(house, cast, wang, xiaofang):
    page = wang.get("/messages/new")
    assert "小芳" in page.text
    assert "小军" not in page.text
    assert "没找到" in wang.get("/messages/new?q=龘").text
    assert "小芳" in wang.get("/messages/new?q=8001").text
    wang.post(f"/messages/with/{cast.xiaofang.uid}", {"about": "general", "text": "这周怎么样"})
    assert "王老师：这周怎么样" in xiaofang.get("/messages").text


def test_only_ones_own_people_can_be_written_to(app, cast, wang, xiaofang):
    for person in (cast.xiaojun, cast.xiaomei, cast.li, cast.wang):
        wang.get(f"/messages/with/{person.uid}", status=404)
    xiaofang.get(f"/messages/with/{cast.xiaojun.uid}", status=404)
    xiaofang.get(f"/messages/with/{cast.wang.uid}", status=404)
    Browser(app).as_person(cast.like).get("/messages", status=403)


def test_others_read_nothing_of_it(app, cast, said):
    for login in ("xiaojun", "xiaomei", "zhou", "wu", "chen"):
        other = Browser(app).as_person(getattr(cast, login))
        other.get(said, status=404)
        other.post(said, {"text": "x"}, status=404)
        assert "价值观" not in other.get("/messages").text


def test_the_manager_reads_it_too(li, said):
    assert "价值观" in li.get(said).text
    assert "王老师、李主任看得到" in li.get(said).text


def test_a58_when_the_guidance_ends_the_mentor_reads_no_more(house, cast, wang, xiaofang, said):
    wang.get(said)
    end(house, update(Guidance).where(Guidance.mentor_id == cast.wang.id))
    wang.get(said, status=404)
    wang.post(said, {"text": "x"}, status=404)
    assert "小芳" not in wang.get("/messages").text
    wang.get(f"/messages/with/{cast.xiaofang.uid}", status=404)
    assert "价值观" in xiaofang.get(said).text


def test_a58_who_leaves_the_agency_keeps_reading_and_the_old_staff_do_not(
    app, house, cast, li, wang, xiaofang, said
):
    end(house, update(Membership).where(Membership.person_id == cast.xiaofang.id))
    with house.database.writing() as db:
        place = Membership(
            person_id=cast.xiaofang.id,
            role="trainee",
            agency_id=cast.agency_of(cast.wu),
            starts_at=NOW,
        )
        db.add(place)
        guide(db, mentor_id=cast.zhou.id, trainee_id=cast.xiaofang.id, at=NOW)
    for browser in (li, wang):
        browser.get(said, status=404)
    for login in ("zhou", "wu"):
        Browser(app).as_person(getattr(cast, login)).get(said, status=404)
    page = xiaofang.get(said)
    assert "只能看，不能再写" in page.text
    xiaofang.post(said, {"text": "x"}, status=422)


def test_who_takes_back_the_consent_is_read_by_nobody_else(house, cast, wang, xiaofang, said):
    with house.database.writing() as db:
        me = db.get_one(Person, cast.xiaofang.id)
        agree(db, me, purpose="learning-data", version="1", words="x", at=NOW)
        withdraw(db, me.id, "learning-data", at=NOW)
    wang.get(said, status=404)
    xiaofang.get(said)


def test_reading_again_writes_nothing(house, wang, said):
    wang.get(said)
    with house.database.reading() as db:
        before = db.scalars(select(ConversationSeen.at)).all()
    wang.get(said)
    with house.database.reading() as db:
        assert db.scalars(select(ConversationSeen.at)).all() == before


def test_an_old_conversation_shows_its_end_first(house, cast, wang, said):
    with house.database.writing() as db:
        talk = Talk(cast.xiaofang.id, cast.agency_of(cast.xiaofang), "general")
        for n in range(40):
            by = cast.xiaofang.id if n < 20 else cast.wang.id
            say(db, talk, f"第{n:02}句", by_id=by, once=new_uid(), at=NOW)
    page = wang.get(said)
    assert "第39句" in page.text
    assert "第05句" not in page.text
    assert "第05句" in wang.get(f"{said}?all=1").text


def test_the_inbox_costs_the_same_for_one_and_for_many_and_is_paged(house, cast, wang, said):
    few = len(wang.get("/messages").queries)
    talks(house, cast, 20)
    assert len(wang.get("/messages").queries) == few
    wang.get("/messages?before=x")
    wang.get(f"/messages?before={new_uid()}")


def test_more_conversations_than_a_page_are_paged(house, cast, xiaofang):
    with house.database.writing() as db:
        agency = cast.agency_of(cast.xiaofang)
        for n in range(60):
            row = Conversation(
                trainee_id=cast.xiaofang.id, agency_id=agency, about=f"lesson/x/y{n}", made_at=NOW
            )
            db.add(row)
            db.flush()
            db.add(
                Message(
                    conversation_id=row.id,
                    by_id=cast.xiaofang.id,
                    once=new_uid(),
                    text=f"句{n}",
                    at=NOW,
                )
            )
    page = xiaofang.get("/messages")
    assert page.html.count('class="task"') == 50
    more = next(href for href in page.hrefs() if "before=" in href)
    assert xiaofang.get(more).html.count('class="task"') == 10
