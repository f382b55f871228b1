"""What everyone may read, how it looks to them, and the addresses for machines."""

import re
from datetime import UTC, datetime

from sqlalchemy import select, text

from models.places import Agency
from tests.browser import Browser

LOOKS = {"size": "xl", "theme": "dark", "lang": "en"}
READ = ("/", "/help", "/help/study", "/privacy", "/a11y", "/about", "/size", "/login", "/join")


def test_everybody_may_read_them(visitor, xiaofang, wang):
    for path in READ:
        visitor.get(path)
        for person in (xiaofang, wang):
            person.get(path, status=303 if path == "/login" else 200)


def test_no_database_is_asked_for_a_stranger(visitor):
    for path in READ:
        assert visitor.get(path).queries == [], path


def test_home_says_what_it_is_and_has_one_way_in(visitor, xiaofang):
    page = visitor.get("/")
    assert page.h1 == "在村里学社会工作"
    assert {"/join", "/login", "/courses"} <= set(page.hrefs())
    assert len([e for e in page.all("a") if e.get("class") == "btn"]) == 1
    assert "/today" in xiaofang.get("/").hrefs()
    assert "/login" not in xiaofang.get("/").hrefs()


def test_home_counts_what_is_really_there(house, visitor):
    lessons = sum(len(course.lessons) for course in house.library.courses.values())
    assert f"现在有 {lessons} 课" in visitor.get("/").text


def test_looks_are_kept_in_this_browser_and_lead_back(app, visitor):
    page = visitor.get("/size", headers={"Referer": "http://localhost/glossary?q=x"})
    assert page.value("next") == "/glossary?q=x"
    answer = visitor.post("/size", {**LOOKS, "next": page.value("next")})
    assert answer.location == "/glossary?q=x"
    kept = answer.headers.getlist("Set-Cookie")
    for name, value in LOOKS.items():
        line = next(line for line in kept if line.startswith(f"{name}={value};"))
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
    html = visitor.get("/size", inspect=False).html
    assert 'data-size="xl"' in html
    assert 'data-theme="dark"' in html
    assert 'lang="en"' in html
    assert 'data-size="m"' in Browser(app).get("/").html


def test_the_language_is_kept_with_the_person_too(app, cast, xiaofang):
    xiaofang.post("/size", LOOKS)
    elsewhere = Browser(app).as_person(cast.xiaofang)
    assert 'lang="en"' in elsewhere.get("/me", inspect=False).html
    assert cast.xiaofang.language == "en"


def test_a_page_that_is_not_ours_is_not_led_back_to(visitor):
    for referer in (
        "https://evil.example/courses",
        "http://localhost/size",
        "x",
        "",
        "http://localhost//evil",
    ):
        assert visitor.get("/size", headers={"Referer": referer}).value("next") == "/"


def test_a_choice_that_does_not_exist_says_the_fix(visitor):
    page = visitor.post("/size", {"size": "huge", "theme": "dark", "lang": "xx"}, status=422)
    assert page.errors() == ["选一种字号", "选一种语言"]
    visitor.post("/size", {}, status=422)


def test_help_names_the_agencys_phone_first(house, xiaofang, visitor):
    with house.database.writing() as db:
        db.scalars(select(Agency).where(Agency.name == "甲机构")).one().phone = "0717-1234567"
    page = xiaofang.get("/help")
    assert page.text.index("0717-1234567") < page.text.index("头一次用")
    assert "tel:0717-1234567" in page.hrefs()
    assert "tel:0717-1234567" in xiaofang.get("/help/study").hrefs()
    assert "0717" not in visitor.get("/help").text


def test_every_help_topic_opens(house, visitor):
    page = visitor.get("/help")
    topics = [href for href in page.hrefs() if re.match(r"/(help/|privacy|a11y)", href)]
    assert len({*topics}) >= len(house.library.helps)
    for href in topics:
        visitor.get(href)


def test_a_help_topic_that_is_not_there_is_not_found(visitor):
    visitor.get("/help/nothing", status=404)


def test_privacy_says_who_sees_what_and_what_a_backup_loses(visitor):
    page = visitor.get("/privacy")
    for words in ("谁能看", "七天可以反悔", "最近一次备份"):
        assert words in page.text


def test_about_says_the_version_the_licences_and_how_sure_we_are(house, visitor):
    page = visitor.get("/about")
    unsure = sum(rule.confidence == "low" for rule in house.rules.rules)
    for words in ("0.1.0", "flask", "BSD-3-Clause", "请向县级民政部门确认", f"{unsure} 条"):
        assert words in page.text
    cells = ["".join(e.itertext()).strip() for e in page.all("td")]
    assert "" not in cells


def test_the_process_says_that_it_turns(app):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "pass"})
    assert answer.mimetype == "application/health+json"


def test_readiness_looks_at_the_database_and_its_shape(app, house):
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["checks"]["migrations"][0]["status"] == "pass"
    with house.database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    behind = app.test_client().get("/readyz")
    assert (behind.status_code, behind.json["status"]) == (503, "fail")


def test_readiness_without_a_database_says_so_and_nothing_more(app, house, tmp_path):
    house.database.close()
    (tmp_path / "zhagen.db").write_bytes(b"no database at all, no database at all")
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]["db"]) == (503, [{"status": "fail"}])
    assert "zhagen.db" not in answer.get_data(as_text=True)
    assert app.test_client().get("/healthz").status_code == 200


def test_security_txt_has_what_rfc_9116_asks(app):
    answer = app.test_client().get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.get_data(as_text=True).splitlines())
    assert answer.mimetype == "text/plain"
    assert lines["Contact"] == "http://127.0.0.1:8000/help"
    assert datetime.fromisoformat(lines["Expires"]) > datetime.now(UTC)


def test_a41_addresses_follow_the_settings_not_the_request(app):
    answer = app.test_client().get(
        "/.well-known/security.txt", headers={"X-Forwarded-Host": "evil.example"}
    )
    assert "evil" not in answer.get_data(as_text=True)
    assert app.test_client().get("/", headers={"Host": "evil.example"}).status_code == 400


def test_robots_stay_out_of_personal_pages(app):
    text_ = app.test_client().get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /me\n" in text_
    assert "/courses" not in text_


def test_the_icon_is_found_by_browsers_that_guess(app):
    client = app.test_client()
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert client.get(answer.headers["Location"]).mimetype == "image/png"


def test_a51_trace_is_refused(app):
    for path in ("/", "/me", "/login", "/healthz"):
        assert app.test_client().open(path, method="TRACE").status_code == 405
