"""The office page: true figures, nobody's data, for the administrator only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from actions import audit, backup
from actions.handlers import HANDLERS
from actions.jobs import MOST_TRIES, Workshop, ask_for, run_due
from blueprints.office import health
from models import migrate
from models.jobs import Job
from models.people import Person
from tests.browser import Browser

NOW = datetime.now(UTC)


@pytest.fixture
def lin(app, cast):
    """The administrator, signed in."""
    return Browser(app).as_person(cast.lin)


def figure(page, name):
    """The value that stands beside a name."""
    names = [" ".join(dt.itertext()) for dt in page.all("dt")]
    values = [" ".join(dd.itertext()).strip() for dd in page.all("dd")]
    return dict(zip(names, values, strict=True))[name]


def test_the_page_shows_true_figures(house, lin):
    instance, library = house.settings.instance, house.library
    path = backup.create(house.database, instance, house.keyring, at=NOW)
    backup.verify(path, house.database, instance, house.keyring, at=NOW)
    page = lin.get("/office")
    assert "都正常" in page.text
    assert figure(page, "种类") == "sqlite"
    assert migrate.head() in figure(page, "版本")
    assert figure(page, "课程") == str(len(library.courses))
    assert figure(page, "课文") == str(sum(len(c.lessons) for c in library.courses.values()))
    assert figure(page, "试题").startswith(f"{len(library.items())} 道")
    assert figure(page, "规则") == str(len(house.rules.rules))
    assert figure(page, "链条") == "还没查过"
    assert figure(page, "最后封到") == "还没有封过"


def test_jobs_are_counted_by_how_they_stand(house, lin):
    with house.database.writing() as db:
        ask_for(db, "x", "waits", at=NOW + timedelta(days=1))
        ask_for(db, "x", "late", at=NOW - timedelta(minutes=6))
        ask_for(db, "x", "stuck", at=NOW - timedelta(days=1))
        ask_for(db, "x", "done", at=NOW - timedelta(days=1))
        db.scalars(select(Job).where(Job.key == "stuck")).one().tries = MOST_TRIES
        db.scalars(select(Job).where(Job.key == "done")).one().done_at = NOW
    page = lin.get("/office")
    counts = [figure(page, name) for name in ("等着做的", "拖过 5 分钟", "没做成的")]
    assert counts == ["3", "1", "1"]
    assert "有几处要处理" in page.text


def test_the_last_seal_and_what_waits_for_one(house, lin):
    with house.database.writing() as db:
        sealed = audit.seal(db)
        audit.tell(db, actor="x", action="y", at=NOW)
    page = lin.get("/office")
    assert figure(page, "最后封到").startswith(f"第 {sealed} 条，20")
    assert figure(page, "等着封的") == "1"


def test_a_changed_entry_is_shown_with_its_number(house, lin):
    with house.database.writing() as db:
        audit.seal(db)
        db.execute(text("DROP TRIGGER audit_entries_no_update"))
        db.execute(text("UPDATE audit_entries SET action = 'other' WHERE id = 2"))
    assert figure(lin.get("/office"), "链条") == "还没查过"
    audit.check_chain(house.database, at=NOW)
    page = lin.get("/office")
    assert figure(page, "链条") == "断在第 2 条"
    assert "操作记录从第 2 条起对不上" in page.text


def test_nobody_is_named(house, cast, lin):
    page = lin.get("/office").text.replace(cast.lin.name, "")
    with house.database.reading() as db:
        people = db.scalars(select(Person)).all()
    for person in people:
        assert person.name not in page
        assert person.phone_tail not in page
        assert str(person.uid) not in page


@pytest.mark.parametrize("other", ["xiaofang", "wang", "li", "like", "fang"])
def test_only_the_administrator_comes_in(app, cast, other):
    Browser(app).as_person(getattr(cast, other)).get("/office", status=403)


def test_a_stranger_is_asked_to_sign_in(visitor):
    assert visitor.get("/office", status=303).location == "/login?next=/office"


def test_the_page_costs_the_same_for_any_number_of_jobs(house, lin):
    first = len(lin.get("/office").queries)
    with house.database.writing() as db:
        for number in range(3):
            ask_for(db, "x", f"job {number}", at=NOW)
    assert len(lin.get("/office").queries) == first


def test_the_chain_is_not_read_by_the_page_but_asked_for(house, lin):
    with house.database.writing() as db:
        sealed = audit.seal(db)
    assert not any("audit_seals.hash" in query for query in lin.get("/office").queries)
    lin.post("/office/check")
    workshop = Workshop(house.database, house.library, house.rules)
    run_due(workshop, HANDLERS, at=datetime.now(UTC))
    assert figure(lin.get("/office"), "链条") == f"查到第 {sealed} 条，完整"


def test_backups_are_shown_and_a_late_one_follows_the_administrator(app, cast, house, lin):
    instance = house.settings.instance
    assert "26 小时" not in lin.get("/today").text
    old = NOW - timedelta(hours=30)
    path = backup.create(house.database, instance, house.keyring, at=old)
    backup.verify(path, house.database, instance, house.keyring, at=old)
    page = lin.get("/office")
    assert figure(page, "留着").startswith("1 份")
    assert "flask backup create" in page.text
    assert "26 小时里没有一份" in lin.get("/me").text
    assert "26 小时" not in Browser(app).as_person(cast.li).get("/me").text
    path = backup.create(house.database, instance, house.keyring, at=NOW)
    assert "26 小时里没有一份" in lin.get("/me").text
    backup.verify(path, house.database, instance, house.keyring, at=NOW)
    assert "26 小时里没有一份" not in lin.get("/me").text


def test_a_house_that_never_made_a_backup_is_not_called_well(lin, monkeypatch):
    real = health.backup_state

    def stands(**as_it_is):
        monkeypatch.setattr(health, "backup_state", lambda: replace(real(), **as_it_is))

    page = lin.get("/office")
    assert "都正常，没有要您动手的" not in page.text
    assert "这是演示，还没有做过备份。想试一份，在服务器上运行 flask backup create。" in page.text
    stands(demo=False, late=True)
    page = lin.get("/office")
    assert "有几处要处理" in page.text
    assert "还没有做过备份。在服务器上运行 flask backup create，现在就做第一份。" in page.text
    stands(demo=False, wanted=False)
    page = lin.get("/office")
    assert "夜里的备份关着，还没有做过备份" in page.text
    assert "都正常，没有要您动手的" not in page.text


def test_a_backup_not_proved_yet_is_told_so(house, lin):
    backup.create(house.database, house.settings.instance, house.keyring, at=NOW)
    page = lin.get("/office")
    assert "备份做了，还没有一份核对过" in page.text
    assert "都正常，没有要您动手的" not in page.text


def test_readiness_tells_of_a_late_backup_and_serves_on(app, house):
    instance = house.settings.instance
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]["backup"]) == (200, [{"status": "warn"}])
    path = backup.create(house.database, instance, house.keyring, at=NOW)
    backup.verify(path, house.database, instance, house.keyring, at=NOW)
    told = app.test_client().get("/readyz").json["checks"]["backup"][0]
    assert told["status"] == "pass"
    assert datetime.fromisoformat(told["observedValue"]) == NOW.replace(microsecond=0)
