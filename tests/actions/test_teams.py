"""Verbs of founding teams: people, steps, papers, two at once, history, becoming an agency."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from actions.leaving import Goodbye, leave_agency
from actions.moves import Turn, history_of, move_person, take_back
from actions.team_merge import NEWEST, ClashError, Edit
from actions.team_registered import (
    CodeTakenError,
    DayBeforeError,
    Licence,
    TooEarlyError,
    register_team,
)
from actions.team_walk import (
    LicenceMissingError,
    PapersMissingError,
    StepLockedError,
    TeamClosedError,
    WayMissingError,
    save_paper,
    save_step,
)
from actions.teams import add_member, end_member, make_team, restore, save_member
from domain.access import Role
from models.base import new_uid
from models.founding import FoundingTeam, TeamChange, TeamMember, TeamPaper, TeamStep
from models.founding_queries import certificates_of, degrees_of
from models.history import AuditEntry
from models.notices import Notice
from models.people import Membership, Person
from models.pipeline import StageNow
from models.places import Agency
from models.road import Track
from tests.cast import Cast
from tests.conftest import START
from tests.domain.test_credit_code import agency_code
from tests.founding import LATER, begin, book_of, certify, graduate, tell, walk_to


@pytest.fixture
def cast(house):
    return Cast(house)


@pytest.fixture
def book(house):
    return book_of(house)


@pytest.fixture
def team(house, cast):
    with house.database.writing() as db:
        return begin(db, cast.li, cast.xiaofang, cast.xiaojun)


def save(house, team, book, step, by, version, at=LATER, seen=None, **values):
    with house.database.writing() as db:
        edit = Edit(version, values, seen or {})
        person = db.get_one(Person, by.id)
        return save_step(db, team.id, book.step(step), edit, book=book, by=person, at=at)


def row_of(house, team, step):
    with house.database.reading() as db:
        query = select(TeamStep).where(TeamStep.team_id == team.id, TeamStep.step == step)
        return db.scalars(query).one_or_none()


def changes(house, team, field=None):
    with house.database.reading() as db:
        query = select(TeamChange).where(TeamChange.team_id == team.id).order_by(TeamChange.id)
        rows = db.scalars(query).all()
        return [(r.field, r.before, r.after) for r in rows if field in {None, r.field}]


def test_the_same_sending_begins_one_team(house, cast, book):
    once = new_uid()
    with house.database.writing() as db:
        region = db.get_one(Agency, cast.agency_of(cast.li)).region_id
        made = [
            make_team(
                db, name="甲", region_id=region, agency_id=cast.agency_of(cast.li), book=book,
                by=cast.li, once=once, at=START,
            )
            for _again in range(2)
        ]  # fmt: skip
        assert made[0].id == made[1].id


def test_who_left_comes_back_as_the_same_member_and_the_history_tells_it(house, cast, team):
    with house.database.writing() as db:
        first = add_member(db, team.id, cast.xiaofang.id, by=cast.li, at=START)
        assert end_member(db, team.id, first.id, by=cast.li, at=LATER)
        assert not end_member(db, team.id, first.id, by=cast.li, at=LATER)
        assert add_member(db, team.id, cast.xiaofang.id, by=cast.li, at=LATER).id == first.id
        assert first.ends_at is None
    told = changes(house, team, "in_team")
    assert told[-2:] == [("in_team", "yes", ""), ("in_team", "", "yes")]


def test_a_save_is_kept_with_who_and_when_and_the_history_holds_both_values(
    house, cast, team, book
):
    fields = save(
        house, team, book, "needs-study", cast.xiaofang, 0, note="走访了六户", place="村里"
    )
    assert fields == ["note", "place"]
    row = row_of(house, team, "needs-study")
    assert (row.note, row.version, row.by_id, row.at) == ("走访了六户", 1, cast.xiaofang.id, LATER)
    save(house, team, book, "needs-study", cast.xiaojun, 1, note="走访了八户")
    assert changes(house, team, "note") == [
        ("note", "", "走访了六户"),
        ("note", "走访了六户", "走访了八户"),
    ]


def test_what_is_told_is_in_the_audit_log_without_its_words(house, cast, team, book):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="张大爷一个人住")
    with house.database.reading() as db:
        query = select(AuditEntry).where(AuditEntry.action == "team-changed")
        entry = db.scalars(query).one()
    assert (entry.subject, entry.actor) == (str(team.uid), str(cast.xiaofang.uid))
    assert entry.detail == {"part": "step:needs-study", "fields": "note"}


def test_the_same_form_twice_is_one_change(house, cast, team, book):
    for _again in range(2):
        save(house, team, book, "needs-study", cast.xiaofang, 0, note="一次", place="")
    assert changes(house, team, "note") == [("note", "", "一次")]


def test_two_who_change_different_fields_both_keep_theirs(house, cast, team, book):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="甲写", place="")
    save(house, team, book, "needs-study", cast.xiaojun, 0, note="", place="村委会")
    row = row_of(house, team, "needs-study")
    assert (row.note, row.place, row.version) == ("甲写", "村委会", 2)


def test_two_who_change_the_same_field_are_asked_and_nothing_of_the_second_is_kept(
    house, cast, team, book
):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="甲写", place="")
    with pytest.raises(ClashError) as asked:
        save(house, team, book, "needs-study", cast.xiaojun, 0, note="乙写", place="村委会")
    (clash,) = asked.value.clashes
    assert (clash.field, clash.theirs, clash.mine, clash.by) == ("note", "甲写", "乙写", "小芳")
    assert (clash.at, asked.value.version) == (LATER, 1)
    row = row_of(house, team, "needs-study")
    assert (row.note, row.place) == ("甲写", "")


def test_who_saw_the_other_value_and_keeps_their_own_has_it_and_the_history_keeps_both(
    house, cast, team, book
):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="甲写")
    save(house, team, book, "needs-study", cast.xiaojun, 0, note="乙写", seen={"note": 1})
    assert row_of(house, team, "needs-study").note == "乙写"
    assert changes(house, team, "note")[-1] == ("note", "甲写", "乙写")


def test_who_chose_between_two_values_is_asked_again_about_a_third(house, cast, team, book):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="甲写")
    save(house, team, book, "needs-study", cast.xiaofang, 1, note="甲又写")
    with pytest.raises(ClashError) as asked:
        save(house, team, book, "needs-study", cast.xiaojun, 0, note="乙写", seen={"note": 1})
    assert asked.value.clashes[0].theirs == "甲又写"


def test_two_who_write_the_same_agree(house, cast, team, book):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="一样")
    assert save(house, team, book, "needs-study", cast.xiaojun, 0, note="一样") == []


@pytest.mark.parametrize("version", [0, 1, 2, 99, NEWEST])
def test_a_field_left_alone_never_undoes_anothers_save(house, cast, team, book, version):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="一", place="甲")
    save(house, team, book, "needs-study", cast.xiaofang, 1, note="二")
    base = {0: "", 1: "一"}.get(version, "二")
    save(house, team, book, "needs-study", cast.xiaojun, version, note=base)
    assert row_of(house, team, "needs-study").note == "二"


def at_once(house, *verbs):
    """Run verbs in threads that begin together; what each came to."""
    gate, came = Barrier(len(verbs)), [None] * len(verbs)

    def run(place, verb):
        gate.wait()
        try:
            came[place] = verb()
        except ClashError as clash:
            came[place] = clash

    threads = [Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return came


@pytest.mark.parametrize("fresh", [True, False], ids=["no row yet", "a row"])
def test_two_at_the_very_same_time_lose_nothing(house, cast, team, book, fresh):
    version = 0
    if not fresh:
        save(house, team, book, "needs-study", cast.xiaofang, 0, cost_fen="100")
        version = 1
    people = (cast.xiaofang, cast.xiaojun)
    fields = ({"note": "甲写"}, {"place": "村委会"})
    came = at_once(
        house,
        *(
            lambda by=by, values=values: save(
                house, team, book, "needs-study", by, version, **values
            )
            for by, values in zip(people, fields, strict=True)
        ),
    )
    assert came == [["note"], ["place"]]
    row = row_of(house, team, "needs-study")
    assert (row.note, row.place, row.version) == ("甲写", "村委会", version + 2)


def test_two_at_the_very_same_time_in_one_field_one_is_asked(house, cast, team, book):
    came = at_once(
        house,
        lambda: save(house, team, book, "needs-study", cast.xiaofang, 0, note="甲写"),
        lambda: save(house, team, book, "needs-study", cast.xiaojun, 0, note="乙写"),
    )
    saved = [one for one in came if one == ["note"]]
    asked = [one for one in came if isinstance(one, ClashError)]
    assert (len(saved), len(asked)) == (1, 1)
    clash = asked[0].clashes[0]
    assert {clash.theirs, clash.mine} == {"甲写", "乙写"}
    assert row_of(house, team, "needs-study").note == clash.theirs


def test_a_step_that_must_wait_cannot_be_begun_but_planned(house, cast, team, book):
    with pytest.raises(StepLockedError) as locked:
        save(house, team, book, "name", cast.xiaofang, 0, state="doing")
    assert locked.value.first == ("authority",)
    save(house, team, book, "name", cast.xiaofang, 0, note="先想三个名字", due_on="2026-12-20")
    assert row_of(house, team, "name").due_on == date(2026, 12, 20)


def test_a_step_with_ways_is_done_by_one_of_them(house, cast, team, book):
    with pytest.raises(WayMissingError):
        save(house, team, book, "authority", cast.xiaofang, 0, state="done", branch="")
    save(house, team, book, "authority", cast.xiaofang, 0, state="done", branch="direct")
    assert row_of(house, team, "authority").branch == "direct"


def test_a_step_is_done_with_its_papers_ready_and_on_a_day(house, cast, team, book):
    with pytest.raises(PapersMissingError) as missing:
        save(house, team, book, "needs-study", cast.xiaofang, 0, state="done")
    assert missing.value.papers == ("needs-study",)
    with house.database.writing() as db:
        paper = book.paper("needs-study")
        edit = Edit(0, {"state": "ready", "expires_on": "2026-11-01"})
        save_paper(db, team.id, paper, edit, book=book, by=cast.xiaofang, at=LATER)
    with pytest.raises(PapersMissingError):
        save(house, team, book, "needs-study", cast.xiaofang, 0, state="done")
    with house.database.writing() as db:
        edit = Edit(1, {"expires_on": ""})
        save_paper(db, team.id, paper, edit, book=book, by=cast.xiaofang, at=LATER)
    save(house, team, book, "needs-study", cast.xiaofang, 0, state="done")
    assert row_of(house, team, "needs-study").done_on == date(2026, 11, 24)
    save(house, team, book, "needs-study", cast.xiaofang, 1, state="doing")
    assert row_of(house, team, "needs-study").done_on is None


def test_the_consent_of_a_body_is_handed_in_only_on_that_way(house, cast, team, book):
    with house.database.writing() as db:
        walk_to(db, team, book, "submit", cast.li, way="direct")
        tell(db, team, book, "submit", cast.li, state="done")
        rows = db.scalars(select(TeamPaper.paper).where(TeamPaper.team_id == team.id))
        assert "supervisor-approval" not in set(rows)


def test_a_value_before_can_be_had_back_and_that_is_a_change_too(house, cast, team, book):
    save(house, team, book, "needs-study", cast.xiaofang, 0, note="好的那版")
    save(house, team, book, "needs-study", cast.xiaojun, 1, note="")
    with house.database.writing() as db:
        last = db.scalars(select(TeamChange).order_by(TeamChange.id.desc())).first()
        assert restore(db, team.id, last.id, book=book, by=cast.xiaofang, at=LATER) == ["note"]
    assert row_of(house, team, "needs-study").note == "好的那版"
    assert changes(house, team, "note")[-1] == ("note", "", "好的那版")


def test_coming_and_leaving_is_not_had_back_that_way(house, cast, team, book):
    with house.database.writing() as db:
        first = db.scalars(select(TeamChange).where(TeamChange.field == "in_team")).first()
        with pytest.raises(LookupError):
            restore(db, team.id, first.id, book=book, by=cast.xiaofang, at=LATER)


def test_what_somebody_was_who_has_left_is_not_had_back(house, cast, team, book):
    with house.database.writing() as db:
        row = db.scalars(select(TeamMember).where(TeamMember.person_id == cast.xiaofang.id)).one()
        save_member(db, team.id, row.id, Edit(1, {"duty": "会计"}), by=cast.li, at=LATER)
        last = db.scalars(select(TeamChange).order_by(TeamChange.id.desc())).first()
        assert restore(db, team.id, last.id, book=book, by=cast.li, at=LATER) == ["duty"]
        end_member(db, team.id, row.id, by=cast.li, at=LATER)
        with pytest.raises(LookupError):
            restore(db, team.id, last.id, book=book, by=cast.li, at=LATER + timedelta(hours=1))


def test_the_owner_is_a_member_and_an_amount_is_in_fen(house, cast, team, book):
    owner = str(cast.xiaojun.uid)
    save(house, team, book, "premises", cast.xiaofang, 0, owner_id=owner, cost_fen="120050")
    row = row_of(house, team, "premises")
    assert (row.owner_id, row.cost_fen) == (cast.xiaojun.id, 120_050)
    assert ("owner_id", "", owner) in changes(house, team)


def test_what_somebody_is_in_the_team_merges_like_the_rest(house, cast, team):
    with house.database.writing() as db:
        row = db.scalars(select(TeamMember).where(TeamMember.person_id == cast.xiaofang.id)).one()
        at = {"by": cast.li, "at": LATER}
        save_member(db, team.id, row.id, Edit(1, {"full_time": "yes", "duty": ""}), **at)
        save_member(db, team.id, row.id, Edit(1, {"full_time": "", "duty": "会计"}), **at)
        assert (row.full_time, row.duty, row.version) == (True, "会计", 3)
        with pytest.raises(ClashError):
            save_member(db, team.id, row.id, Edit(1, {"duty": "出纳"}), **at)


def test_only_anothers_agreement_makes_a_certificate_count(house, cast, team):
    with house.database.writing() as db:
        certify(db, cast.xiaofang, by=cast.xiaofang)
        certify(db, cast.xiaojun, by=cast.wang, registered_on=date(2025, 10, 1))
        certify(db, cast.xiaomei, by=cast.wang, agreed=False)
        people = [cast.xiaofang.id, cast.xiaojun.id, cast.xiaomei.id]
        found = {
            held.person_id: (look.agreed if look else None, day)
            for held, look, day in db.execute(certificates_of(people))
        }
    assert found[cast.xiaofang.id] == (None, None)
    assert found[cast.xiaojun.id] == (True, date(2025, 10, 1))
    assert found[cast.xiaomei.id] == (False, None)


def test_a_degree_counts_once_somebody_else_confirmed_it(house, cast):
    with house.database.writing() as db:
        graduate(db, cast.xiaofang, by=cast.wang)
        graduate(db, cast.xiaojun, by=cast.xiaojun)
        graduate(db, cast.xiaomei, by=cast.wang, confirmed=False)
        people = [cast.xiaofang.id, cast.xiaojun.id, cast.xiaomei.id]
        found = dict(db.execute(degrees_of(people)).all())
    assert [bool(found[one]) for one in people] == [True, False, False]


CODE = agency_code()


def licence(cast, code=CODE):
    return Licence("秭归县薪火社会工作服务中心", code, START.date(), cast.xiaofang.id)


def register(house, cast, team, book, **more):
    with house.database.writing() as db:
        made = register_team(
            db, team.id, licence(cast, **more), book=book, by=cast.li, at=LATER + timedelta(days=1)
        )
        return made.id


def test_before_the_decision_there_is_no_agency(house, cast, team, book):
    with house.database.writing() as db, pytest.raises(TooEarlyError):
        register_team(db, team.id, licence(cast), book=book, by=cast.li, at=LATER)


@pytest.fixture
def decided(house, cast, team, book):
    with house.database.writing() as db:
        walk_to(db, team, book, "licence", cast.li)
    return team


def test_a_registered_team_is_an_agency_with_its_people_and_its_history(house, cast, decided, book):
    agency = register(house, cast, decided, book)
    with house.database.reading() as db:
        held = select(Membership.person_id, Membership.role).where(Membership.agency_id == agency)
        assert {tuple(row) for row in db.execute(held)} == {
            (cast.xiaofang.id, Role.TRAINEE),
            (cast.xiaofang.id, Role.MANAGER),
            (cast.xiaojun.id, Role.TRAINEE),
        }
        row = db.get_one(FoundingTeam, decided.id)
        assert (row.credit_code, row.registered_on) == (CODE, START.date())
        assert (row.registered_agency_id, row.closed_at is None) == (agency, False)
        stands = select(StageNow.stage).where(StageNow.agency_id == agency)
        assert db.scalars(stands).all() == ["in_class", "in_class"]
        old = select(func.count()).where(
            Membership.agency_id == decided.agency_id, Membership.ends_at.is_(None)
        )
        assert db.scalar(old) == 4
        told = select(Notice.person_id).where(Notice.kind == "team-registered")
        assert set(db.scalars(told)) == {cast.xiaofang.id, cast.xiaojun.id}
    assert row_of(house, decided, "licence").done_on == START.date()
    assert len(changes(house, decided)) > 20


def leaves(house, cast, person, at=LATER):
    with house.database.writing() as db:
        agency = db.get_one(Agency, cast.agency_of(cast.li))
        goodbye = Goodbye("外出打工", db.get_one(Person, cast.li.id), new_uid(), at)
        leave_agency(db, db.get_one(Person, person.id), agency, goodbye)


def test_who_had_left_the_old_agency_begins_where_they_stood(house, cast, decided, book):
    leaves(house, cast, cast.xiaojun)
    agency = register(house, cast, decided, book)
    with house.database.reading() as db:
        stands = select(StageNow.stage).where(StageNow.person_id == cast.xiaojun.id)
        assert db.scalars(stands.where(StageNow.agency_id == agency)).one() == "in_class"
        assert db.scalars(stands.where(StageNow.agency_id != agency)).one() == "left"
        held = select(Membership.role).where(
            Membership.person_id == cast.xiaojun.id, Membership.agency_id == agency
        )
        assert db.scalars(held).all() == [Role.TRAINEE]


def test_a_move_taken_back_is_not_where_they_stood(house, cast, decided, book):
    place = cast.agency_of(cast.li)
    with house.database.writing() as db:
        turn = Turn(cast.li.id, LATER, new_uid(), _last(db, cast.xiaojun, place))
        wrong = move_person(db, cast.xiaojun.id, place, "studying", why="点错了", turn=turn)
        back = Turn(cast.li.id, LATER + timedelta(minutes=1), new_uid(), wrong.uid)
        take_back(db, cast.xiaojun.id, place, turn=back)
    leaves(house, cast, cast.xiaojun, LATER + timedelta(minutes=2))
    agency = register(house, cast, decided, book)
    with house.database.reading() as db:
        stands = select(StageNow.stage).where(StageNow.person_id == cast.xiaojun.id)
        assert db.scalars(stands.where(StageNow.agency_id == agency)).one() == "in_class"


def _last(db, person, agency):
    return db.scalars(history_of(person.id, agency, Track.EXAM)).all()[-1].uid


def test_who_only_runs_the_old_agency_is_a_mentor_in_the_new_one(house, cast, team, book):
    with house.database.writing() as db:
        add_member(db, team.id, cast.li.id, by=cast.li, at=START)
        walk_to(db, team, book, "licence", cast.li)
    agency = register(house, cast, team, book)
    with house.database.reading() as db:
        held = select(Membership.role).where(
            Membership.person_id == cast.li.id, Membership.agency_id == agency
        )
        assert db.scalars(held).all() == [Role.MENTOR]
        stands = select(StageNow.id).where(StageNow.person_id == cast.li.id)
        assert db.scalars(stands.where(StageNow.agency_id == agency)).all() == []


def test_the_certificate_is_not_older_than_the_file(house, cast, decided, book):
    old = Licence("甲", CODE, START.date() - timedelta(days=1), cast.xiaofang.id)
    with house.database.writing() as db, pytest.raises(DayBeforeError):
        register_team(db, decided.id, old, book=book, by=cast.li, at=LATER)


def test_nobody_says_that_the_certificate_is_there_without_entering_it(house, cast, decided, book):
    with pytest.raises(LicenceMissingError):
        save(house, decided, book, "licence", cast.xiaofang, NEWEST, state="done")
    assert save(house, decided, book, "licence", cast.xiaofang, NEWEST, note="明天去领") == ["note"]
    register(house, cast, decided, book)
    with house.database.reading() as db:
        assert db.get_one(FoundingTeam, decided.id).stage == "licensed"


def test_registering_twice_is_registering_once(house, cast, decided, book):
    assert register(house, cast, decided, book) == register(house, cast, decided, book)


def test_a_code_belongs_to_one_team(house, cast, decided, book):
    register(house, cast, decided, book)
    with house.database.writing() as db:
        other = begin(db, cast.li, cast.xiaofang, name="另一组")
        walk_to(db, other, book, "licence", cast.li)
        with pytest.raises(CodeTakenError):
            register_team(db, other.id, licence(cast), book=book, by=cast.li, at=LATER)


def test_after_that_only_what_comes_after_the_licence_is_written(house, cast, decided, book):
    register(house, cast, decided, book)
    with pytest.raises(TeamClosedError):
        save(house, decided, book, "charter", cast.xiaofang, NEWEST, note="改一改")
    assert save(house, decided, book, "seal", cast.xiaofang, 0, state="done")
    with house.database.writing() as db, pytest.raises(TeamClosedError):
        add_member(db, decided.id, cast.xiaomei.id, by=cast.li, at=LATER)
