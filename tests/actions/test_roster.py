"""Rosters: read, checked, entered in one go, taken back; ten faults write nothing."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from actions import roster_undo
from actions.classes import move_person
from actions.entry import open_session
from actions.facts import lock_person
from actions.holders import wrong_holders
from actions.leaving import Goodbye, leave_agency
from actions.mentoring import Order, Task, assign
from actions.recount import wrong_counts, wrong_stages
from actions.roster import blank_when_due, check_kept, keep_file, ordered, sealed_rows
from actions.roster_apply import RosterChangedError, apply_roster, prepare
from actions.roster_reading import read_file
from actions.roster_undo import TooLateError, undo_roster
from blueprints.words.roster import fault_words
from domain.roster import Column
from models.base import Base, new_uid
from models.credentials import HolderNow
from models.history import AuditEntry
from models.notices import Notice
from models.people import Guidance, Membership, Person
from models.pipeline import PeopleCount, StageNow
from models.places import Agency, Region, StudyClass
from models.road import AssignmentTo, EligibilityFact
from models.roster import ImportRow, PendingMembership, RosterImport
from tests.actions.test_credentials import enter as certificate
from tests.actions.test_credentials import say
from tests.cast import Cast
from tests.conftest import START
from tests.rosters import IN_CLASS, NEW, RARE, ROWS, TEN_FAULTS, as_csv, many

LATER = START + timedelta(hours=1)


@pytest.fixture
def cast(house):
    return Cast(house)


def keep(house, rows, *, purpose="", at=START, agency="甲机构"):
    roster = ordered(read_file(as_csv(rows)), purpose=purpose, at=at)
    with house.database.writing() as db:
        li = db.scalars(select(Person).where(Person.name == "李主任")).one()
        place = db.scalars(select(Agency).where(Agency.name == agency)).one()
        return keep_file(
            db, roster, sealed_rows(roster, house.keyring), "0" * 64,
            file_name="名单.csv", purpose=purpose, by=li, agency=place,
            once=new_uid(), at=at,
        )  # fmt: skip


def check(house, kept, at=START):
    with house.database.reading() as db:
        return check_kept(db, kept, keyring=house.keyring, at=at)


def enter(house, rows, *, purpose="", at=START):
    kept = keep(house, rows, purpose=purpose, at=at)
    checked = check(house, kept, at)
    assert checked.faults == ()
    return write(house, ready(house, kept, checked, at))


def ready(house, kept, checked, at=START):
    with house.database.reading() as db:
        li = db.scalars(select(Person).where(Person.name == "李主任")).one()
        return prepare(db, kept, checked, keyring=house.keyring, by=li, at=at)


def write(house, prepared):
    with house.database.writing() as db:
        return apply_roster(db, prepared)


def undo(house, kept, at=LATER):
    with house.database.reading() as db:
        li = db.scalars(select(Person).where(Person.name == "李主任")).one()
    return undo_roster(house.database, kept.id, by=li, at=at)


def find(house, query):
    with house.database.reading() as db:
        return db.scalars(query).all()


def person(house, name):
    return find(house, select(Person).where(Person.name == name))[0]


def sizes(house):
    skipped = {"roster_imports", "import_rows", "jobs", "audit_entries"}
    with house.database.reading() as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name not in skipped
        }


def counted(house):
    """The kept counts that are not nothing."""
    with house.database.reading() as db:
        rows = db.scalars(select(PeopleCount).where(PeopleCount.people != 0))
        return {(r.measure, r.key, r.agency_id, r.class_id, r.home_id): r.people for r in rows}


def recounted(house):
    with house.database.reading() as db:
        place = (StageNow.track, StageNow.stage, StageNow.agency_id)
        place = (*place, StageNow.class_id, StageNow.home_id)
        rows = db.execute(select(*place, func.count()).group_by(*place))
        return {(t.value, s, a, c or 0, h or 0): n for t, s, a, c, h, n in rows}


def test_ten_faults_give_ten_precise_messages_and_nothing_is_written(house):
    before = sizes(house)
    kept = keep(house, TEN_FAULTS)
    checked = check(house, kept)
    told = [(f.row, f.column.value, f.code) for f in checked.faults]
    assert told == [
        (3, "name", "missing"),
        (4, "name", "odd"),
        (5, "phone", "missing"),
        (6, "phone", "length"),
        (7, "phone", "landline"),
        (8, "phone", "repeated"),
        (9, "id_card", "check"),
        (10, "education", "unknown"),
        (11, "since", "calendar"),
        (12, "since", "future"),
    ]
    assert checked.reading.rows == 11
    assert checked.reading.valid == checked.would_create == 1
    assert sizes(house) == before


def test_people_are_entered_with_all_that_belongs_to_them(house, cast):
    kept = enter(house, ROWS)
    assert kept.counts == {"rows": 3, "created": 3, "classes": kept.counts["classes"]}
    new, xi, rare = (person(house, row[0]) for row in (NEW, IN_CLASS, RARE))
    assert (new.village, new.phone_tail, new.password_hash) == ("青滩村", "1001", "")
    assert house.keyring.open(rare.phone_sealed, f"people.phone.{rare.uid}") == "13900001003"
    stages = {row.person_id: row.stage for row in find(house, select(StageNow))}
    assert [stages[one.id] for one in (new, xi, rare)] == ["recruited", "in_class", "in_class"]
    (spring,) = find(house, select(StudyClass).where(StudyClass.name == "春季班"))
    assert [m.class_id for m in memberships(house, xi)] == [spring.id]
    mentors = select(Guidance.mentor_id).where(Guidance.trainee_id == xi.id)
    assert find(house, mentors) == [cast.wang.id]
    assert counted(house) == recounted(house)


def memberships(house, one):
    return find(house, select(Membership).where(Membership.person_id == one.id))


def test_what_the_roster_says_of_eligibility_is_marked_as_from_it(house):
    enter(house, ROWS)
    query = select(EligibilityFact).where(EligibilityFact.person_id == person(house, "向小溪").id)
    told = {f.question: (f.answer, f.source) for f in find(house, query)}
    assert told == {
        "education": ("college", "roster"),
        "major": ("social-work", "roster"),
        "practice": ("yes", "roster"),
        "spells": ("2024-09-01..", "roster"),
    }


def test_everybody_entered_stands_in_the_audit_log(house):
    kept = enter(house, ROWS)
    entries = find(house, select(AuditEntry).where(AuditEntry.action == "roster-entered"))
    assert {entry.detail["cause"] for entry in entries} == {f"import:{kept.uid}"}
    assert len(entries) == 3
    assert "田大山" not in repr([vars(entry) for entry in entries])


def test_the_same_file_again_adds_nobody_and_changes_nothing(house):
    enter(house, ROWS)
    before = sizes(house)
    again = keep(house, ROWS)
    checked = check(house, again)
    assert (checked.would_create, checked.would_update, checked.would_change) == (0, 3, 0)
    write(house, ready(house, again, checked))
    assert sizes(house) == before
    assert [r.counts.get("same") for r in find(house, select(RosterImport))] == [None, 3]


def test_applied_twice_is_applied_once(house):
    kept = keep(house, ROWS)
    prepared = ready(house, kept, check(house, kept))
    write(house, prepared)
    before = sizes(house)
    write(house, prepared)
    assert sizes(house) == before


def test_somebody_who_came_meanwhile_is_looked_at_again(house):
    kept = keep(house, [NEW])
    prepared = ready(house, kept, check(house, kept))
    enter(house, [NEW])
    with pytest.raises(RosterChangedError):
        write(house, prepared)
    assert len(find(house, select(Person).where(Person.name == "田大山"))) == 1


def test_who_is_here_already_only_gets_what_is_missing(house, cast):
    row = ("小军", "13800138002", "", "高中", "", "2020-01", "", "石桥村", "二班", "王老师")
    kept = enter(house, [row])
    assert kept.counts["updated"] == 1
    jun = person(house, "小军")
    assert jun.village == "石桥村"
    assert {m.class_id for m in memberships(house, jun)} == {classes(house)["一班"]}
    assert "二班" not in classes(house)
    assert find(house, select(Guidance.mentor_id).where(Guidance.trainee_id == jun.id)) == [
        cast.wang.id
    ]
    row = ("小军", "13800138002", "", "本科", "", "", "", "别村", "", "")
    assert enter(house, [row], at=LATER).counts["same"] == 1
    assert person(house, "小军").village == "石桥村"


@pytest.mark.parametrize("what", ["village", "class"])
def test_somebody_here_who_changed_meanwhile_is_looked_at_again(house, what):
    enter(house, [NEW])
    jun = ("小军", "13800138002", *[""] * 5, "石桥村", "", "")
    kept = keep(house, [(*NEW[:8], "一班", ""), jun])
    prepared = ready(house, kept, check(house, kept))
    with house.database.writing() as db:
        if what == "village":
            db.get_one(Person, person(house, "小军").id).village = "东村"
        else:
            new, group = person(house, "田大山"), db.scalars(select(StudyClass)).first()
            li = db.scalars(select(Person).where(Person.name == "李主任")).one()
            place = {"agency_id": group.agency_id, "class_id": group.id}
            move_person(db, new.id, **place, why="asked", by=li, at=LATER)
    before, counts = sizes(house), counted(house)
    with pytest.raises(RosterChangedError):
        write(house, prepared)
    assert (sizes(house), counted(house)) == (before, counts)
    write(house, ready(house, kept, check(house, kept)))
    assert counted(house) == recounted(house)


def classes(house):
    return {one.name: one.id for one in find(house, select(StudyClass))}


def test_another_name_on_a_known_number_is_remarked_and_not_written(house):
    checked = check(house, keep(house, [("小均", "13800138002", *[""] * 8)]))
    assert [(r.column, r.code) for r in checked.remarks] == [(Column.NAME, "other-name")]
    assert checked.faults == ()


def test_a_township_is_found_by_the_name_people_use(house):
    with house.database.writing() as db:
        county = db.scalars(select(Region).where(Region.code == "420527")).one()
        db.add(Region(code="420527100", name="茅坪镇", parent_id=county.id))
    rows = [
        ("甲甲", "13900003001", *[""] * 4, "秭归县茅坪镇", "", "", ""),
        ("乙乙", "13900003002", *[""] * 4, "茅坪", "", "", ""),
        ("丙丙", "13900003003", *[""] * 4, "茅平镇", "上村", "", ""),
    ]
    kept = keep(house, rows)
    (remark,) = check(house, kept).remarks
    assert (remark.code, remark.params["near"]) == ("no-township", "茅坪镇")
    enter(house, rows)
    homes = {one.name: (one.home_id is not None, one.village) for one in find(house, people())}
    assert [homes[n] for n in ("甲甲", "乙乙", "丙丙")] == [
        (True, ""), (True, ""), (False, "茅平镇上村"),
    ]  # fmt: skip
    assert counted(house) == recounted(house)


def people():
    return select(Person)


def test_somebody_of_another_agency_is_counted_as_new_and_only_asked(house, cast):
    rows = [("小梅", "13800138005", *[""] * 6, "一班", "王老师"), NEW]
    kept = keep(house, rows)
    checked = check(house, kept)
    assert (checked.would_create, checked.would_update, checked.remarks) == (2, 0, ())
    before = person(house, "小梅")
    done = write(house, ready(house, kept, checked))
    assert (done.counts["created"], done.counts["waiting"]) == (1, 1)
    (offer,) = find(house, select(PendingMembership))
    assert (offer.person_id, offer.waits_for, offer.mentor_id) == (
        before.id, "person", cast.wang.id,
    )  # fmt: skip
    assert len(memberships(house, before)) == 1
    enter(house, rows)
    assert len(find(house, select(PendingMembership))) == 1


def test_who_left_is_not_brought_back_by_a_roster_but_asked(house, cast):
    with house.database.writing() as db:
        fang, li = db.get_one(Person, cast.xiaofang.id), db.get_one(Person, cast.li.id)
        agency = db.get_one(Agency, cast.agency_of(fang))
        leave_agency(db, fang, agency, Goodbye("不想学了", li, new_uid(), START))
    kept = enter(house, [("小芳", "13800138001", *[""] * 6, "一班", "")], at=LATER)
    assert [one.ends_at for one in memberships(house, fang)] == [START]
    assert find(house, select(StageNow.stage).where(StageNow.person_id == fang.id)) == ["left"]
    assert find(house, select(PendingMembership.waits_for)) == ["person"]
    told = select(Notice.href, Notice.seen_at).where(Notice.person_id == fang.id)
    with house.database.reading() as db:
        assert db.execute(told).all() == [("/me", None)]
    assert undo(house, kept, LATER).counts["undone"] == 1
    with house.database.reading() as db:
        assert db.execute(told).all() == [("/me", LATER)]


def test_a_wrong_name_for_another_agencys_number_says_nothing(house):
    checked = check(house, keep(house, [("甲乙", "13800138005", *[""] * 8)]))
    assert (checked.would_create, checked.remarks, checked.faults) == (1, (), ())


CARD = "11010519491231002X"


def test_an_id_card_is_kept_only_for_a_purpose(house):
    row = ("田大山", "13900001001", CARD, *[""] * 7)
    kept = keep(house, [row])
    sealed = find(house, select(ImportRow.sealed).where(ImportRow.import_id == kept.id))
    opened = house.keyring.open(sealed[0], f"import_rows.sealed.{kept.uid}.2")
    assert CARD not in opened
    enter(house, [row])
    assert person(house, "田大山").id_card_sealed is None
    enter(house, [row], purpose="exam", at=LATER)
    one = person(house, "田大山")
    assert house.keyring.open(one.id_card_sealed, f"people.id_card.{one.uid}") == CARD


def test_an_id_card_in_a_wrong_column_goes_too(house):
    kept = keep(house, [("田大山", "13900001001", "", "高中", "", "", "", CARD, "", "")])
    (sealed,) = find(house, select(ImportRow.sealed).where(ImportRow.import_id == kept.id))
    assert CARD not in house.keyring.open(sealed, f"import_rows.sealed.{kept.uid}.2")


def test_an_id_card_of_another_in_the_agency_is_a_fault(house):
    enter(house, [("田大山", "13900001001", CARD, *[""] * 7)], purpose="exam")
    again = keep(house, [("田小山", "13900001009", CARD, *[""] * 7)], purpose="exam")
    assert [f.code for f in check(house, again).faults] == ["others-card"]


def test_undoing_leaves_the_house_as_it_was(house):
    before, counts = sizes(house), counted(house)
    row = ("小军", "13800138002", "", "高中", "", "2020-01", "", "石桥村", "", "王老师")
    kept = enter(house, [*ROWS, row, ("小梅", "13800138005", *[""] * 8)])
    done = undo(house, kept)
    assert (done.counts["undone"], done.counts["kept"]) == (5, 0)
    after = sizes(house)
    grown = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    kept_rows = {"classes", "notices", "pending_memberships"}
    assert grown.keys() <= kept_rows | {"people_counts", "region_counts"}
    assert counted(house) == counts == recounted(house)
    assert person(house, "小军").village == ""
    closed = select(StudyClass.closed_at).where(StudyClass.name == "春季班")
    assert find(house, closed) == [LATER]
    enter(house, ROWS, at=LATER)


def test_whoever_was_touched_since_stays(house, cast):
    kept = enter(house, ROWS)
    new, xi = person(house, "田大山"), person(house, "向小溪")
    with house.database.writing() as db:
        open_session(db, db.get_one(Person, new.id), token="t", label="x", at=LATER)
    done = undo(house, kept)
    assert (done.counts["undone"], done.counts["kept"]) == (2, 1)
    assert person(house, "田大山").id == new.id
    outcomes = select(ImportRow.outcome).order_by(ImportRow.number)
    assert find(house, outcomes) == ["kept", "undone", "undone"]
    assert find(house, select(Person).where(Person.id == xi.id)) == []


def after_a_slice(house, monkeypatch, something):
    """Take back one row a transaction, and do something after the first of them."""
    real, done = house.database.writing, []
    monkeypatch.setattr(roster_undo, "SLICE", 1)

    @contextmanager
    def writing():
        with real() as db:
            yield db
        done.append(1)
        if len(done) == 2:  # the first tells that it begins
            with real() as db:
                something(db)

    monkeypatch.setattr(house.database, "writing", writing)


def test_who_is_touched_between_two_steps_stays(house, monkeypatch):
    kept = enter(house, ROWS)
    rows = find(house, select(ImportRow.person_id).order_by(ImportRow.number))

    def sign_in(db):
        open_session(db, db.get_one(Person, rows[1]), token="t", label="x", at=LATER)

    after_a_slice(house, monkeypatch, sign_in)
    done = undo(house, kept)
    assert (done.counts["undone"], done.counts["kept"]) == (2, 1)
    assert find(house, select(Person.id).where(Person.id.in_(rows))) == [rows[1]]
    assert counted(house) == recounted(house)


def test_undoing_that_was_interrupted_goes_on(house, monkeypatch):
    before, counts = len(find(house, select(Person))), counted(house)
    kept = enter(house, ROWS)

    def fall(_db):
        raise InterruptedError

    after_a_slice(house, monkeypatch, fall)
    with pytest.raises(InterruptedError):
        undo(house, kept)
    assert len(find(house, select(Person))) == before + 2
    monkeypatch.undo()
    late = START + timedelta(days=3)  # what was begun in time is ended
    assert undo(house, kept, late).counts["undone"] == 3
    assert (len(find(house, select(Person))), counted(house)) == (before, counts)
    told = select(AuditEntry.action).where(AuditEntry.action.startswith("roster-und"))
    assert find(house, told.order_by(AuditEntry.id)) == ["roster-undo-begun", "roster-undone"]
    with pytest.raises(TooLateError):
        undo(house, kept, late)


def test_a14_who_comes_in_while_they_are_taken_back_stays(house):
    kept = enter(house, ROWS)
    rows = find(house, select(ImportRow.person_id).order_by(ImportRow.number))
    came, written, done = Event(), Event(), []

    def sign_in():
        with house.database.writing() as db:
            lock_person(db, rows[1])
            open_session(db, db.get_one(Person, rows[1]), token="t", label="x", at=LATER)
            db.flush()
            written.set()
            came.wait(5)

    threads = [Thread(target=sign_in), Thread(target=lambda: done.append(undo(house, kept)))]
    threads[0].start()
    written.wait(5)
    threads[1].start()
    came.wait(0.5)
    came.set()
    for one in threads:
        one.join()
    assert [(one.counts["undone"], one.counts["kept"]) for one in done] == [(2, 1)]
    assert find(house, select(Person.id).where(Person.id.in_(rows))) == [rows[1]]
    assert counted(house) == recounted(house)


@pytest.mark.parametrize("said", [None, False])
def test_a29_taking_back_tells_nobody_who_has_an_account_elsewhere(house, said):
    kept = enter(house, [ROWS[0], ("小梅", "13800138005", *[""] * 8)])
    with house.database.writing() as db:
        offer = db.scalars(select(PendingMembership)).one()
        if said is not None:
            offer.answered_at, offer.accepted = LATER, said
    done = undo(house, kept)
    assert (done.counts["undone"], done.counts["kept"]) == (2, 0)


def test_undoing_ends_after_a_day_and_happens_once(house):
    kept = enter(house, ROWS)
    with pytest.raises(TooLateError):
        undo(house, kept, START + timedelta(hours=24))
    assert undo(house, kept).undone_at == LATER
    with pytest.raises(TooLateError):
        undo(house, kept)


def test_an_addition_changed_since_stays(house):
    row = ("小军", "13800138002", *[""] * 5, "石桥村", "", "")
    kept = enter(house, [row])
    with house.database.writing() as db:
        db.get_one(Person, person(house, "小军").id).village = "东村"
    assert undo(house, kept).counts["kept"] == 1
    assert person(house, "小军").village == "东村"


def test_somebody_recruited_enters_the_class_and_leaves_it_again(house):
    enter(house, [NEW])
    kept = enter(house, [(*NEW[:8], "一班", "")], at=LATER)
    assert kept.counts["updated"] == 1
    new = person(house, "田大山")
    stage = select(StageNow.stage).where(StageNow.person_id == new.id)
    assert find(house, stage) == ["in_class"]
    assert counted(house) == recounted(house)
    undo(house, kept, LATER + timedelta(minutes=1))
    assert find(house, stage) == ["recruited"]
    assert counted(house) == recounted(house)


def test_known_people_brought_into_a_class_are_asked_and_counted_as_by_its_verbs(house, cast):
    """A class still asks for two things, one for all who are in class; one of them is a holder."""
    enter(house, [NEW, ("田小山", "13900001009", *[""] * 8)])
    new, other = person(house, "田大山"), person(house, "田小山")
    say(house, certificate(house, new), cast.li)
    with house.database.writing() as db:
        group = db.scalars(select(StudyClass).where(StudyClass.name == "一班")).one()
        due = (START + timedelta(days=9)).date()
        for more in ({"class_id": group.id}, {"stage": "in_class"}):
            order = Order(Task.DATE, "班会", (cast.xiaofang.id,), due, "x", **more)
            li = db.get_one(Person, cast.li.id)
            assign(db, order, by=li, agency_id=group.agency_id, once=new_uid(), at=START)
    rows = [
        (*NEW[:6], "茅坪镇", NEW[7], "一班", ""),
        ("田小山", "13900001009", *[""] * 6, "一班", ""),
    ]
    enter(house, rows, at=LATER)
    for one in (new, other):
        asked = select(func.count()).where(AssignmentTo.person_id == one.id)
        assert find(house, asked) == [2]
    with house.database.reading() as db:
        assert wrong_holders(db, at=LATER) == []
        held = select(HolderNow.class_id).where(HolderNow.person_id == new.id)
        assert db.scalars(held).one() == group.id
        assert (wrong_stages(db), wrong_counts(db)) == ([], {})


def test_the_rows_are_forgotten_after_a_day(house):
    kept = enter(house, ROWS)
    with house.database.writing() as db:
        blank_when_due(db, {"import": kept.id}, None, START + timedelta(days=1))
    rows = find(house, select(ImportRow).order_by(ImportRow.number))
    assert [row.sealed for row in rows] == [None] * 3
    assert all(row.person_id for row in rows)


def test_the_number_of_queries_does_not_grow_with_the_rows(house):
    from sqlalchemy import event

    def cost(rows):
        kept, asked = keep(house, rows), []
        event.listen(house.database.engine, "before_cursor_execute", count := (
            lambda _c, _cur, statement, *_rest: asked.append(statement)
        ))  # fmt: skip
        check(house, kept)
        event.remove(house.database.engine, "before_cursor_execute", count)
        return len(asked)

    assert cost(many(1)) == cost(many(3)) == cost(many(1_500))


def test_every_fault_has_its_words(app):
    from flask_babel import force_locale

    from blueprints.words import roster as words
    from domain.roster import Fault

    told = {
        "told": "x", "near": "y", "n": 1, "most": 9, "sign": "2", "first": 3,
        "year": "2019", "name": "x", "kept": "y",
    }  # fmt: skip
    with app.app_context(), force_locale("zh_Hans_CN"):
        for column, codes in words._WORDS.items():
            for code in codes:
                assert fault_words(Fault(2, column, code, told)).endswith("。")
        for code in words._OTHERS:
            assert fault_words(Fault(2, Column.VILLAGE, code, told)).endswith("。")
