"""Rosters, candidates and waiting people of the town, so that each page has something on it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.candidates import Told, enter_candidate, let_go
from actions.roster import check_kept, digest_of, keep_file, ordered, sealed_rows
from actions.roster_apply import apply_roster, prepare
from actions.roster_reading import read_file
from blueprints.web.house import House
from models.people import Membership, Person
from models.places import Agency
from models.roster import PendingMembership, RosterImport
from tests.chromium.life import NOW, Life, once
from tests.rosters import IN_CLASS, NEW, RARE, TEN_FAULTS, as_csv, many


def live(house: House) -> Life:
    """李主任 brings three rosters, notes candidates; somebody waits, somebody is asked."""
    mei = ("小梅", "13800138005", *[""] * 6, "一班", "王老师")
    with house.database.writing() as db:
        wrong = _bring(db, house, TEN_FAULTS, "有错的名单.csv")
        ready = _bring(db, house, [NEW, IN_CLASS, ("小军", "13800138002", *[""] * 8)], "名单.csv")
        done = _bring(db, house, [RARE, mei, *many(55)], "春季班.csv")
    with house.database.reading() as db:
        checked = check_kept(db, done, keyring=house.keyring, at=NOW)
        by = _named(db, "李主任")
        ready_rows = prepare(db, done, checked, keyring=house.keyring, by=by, at=NOW)
    with house.database.writing() as db:
        apply_roster(db, ready_rows)
        waiting = _wait(db)
        offer = db.scalars(
            select(PendingMembership.uid).where(PendingMembership.waits_for == "person")
        ).one()
        candidate = _note(db, house)
    return {
        "faulty_roster": f"/agency/import/{wrong.uid}",
        "roster": f"/agency/import/{ready.uid}",
        "entered_roster": f"/agency/import/{done.uid}",
        "waiting": str(waiting),
        "offer": str(offer),
        "candidate": f"/agency/candidates/{candidate}",
    }


def _named(db: Session, name: str) -> Person:
    return db.scalars(select(Person).where(Person.name == name)).one()


def _agency(db: Session, name: str) -> Agency:
    return db.scalars(select(Agency).where(Agency.name == name)).one()


def _bring(db: Session, house: House, rows: list | tuple, name: str) -> RosterImport:
    raw = as_csv(rows)
    roster = ordered(read_file(raw), purpose="", at=NOW)
    return keep_file(
        db,
        roster,
        sealed_rows(roster, house.keyring),
        digest_of(raw),
        file_name=name,
        purpose="",
        by=_named(db, "李主任"),
        agency=_agency(db, "甲机构"),
        once=once(name),
        at=NOW,
    )


def _wait(db: Session) -> object:
    """小军 stands before 乙机构's door, 小强 and 小梅 before others'."""
    rows = [
        PendingMembership(
            person_id=_named(db, who).id,
            agency_id=_agency(db, where).id,
            role="trainee",
            waits_for="manager",
            cause=f"invite:{once(who)}",
            made_by_id=_named(db, by).id,
            made_at=NOW,
        )
        for who, where, by in (("小强", "甲机构", "王老师"), ("小梅", "丙机构", "陈老师"))
    ]
    db.add_all(rows)
    db.flush()
    return rows[0].uid


def _note(db: Session, house: House) -> object:
    li = _named(db, "李主任")
    agency_id = db.scalars(select(Membership.agency_id).where(Membership.person_id == li.id)).one()
    people = (
        Told(name="向小溪", village="青滩村", education="high-school", years=3, runs="小卖部",
             knows="村支书、老年协会", phone="13900008001", note="五月农闲再联系"),
        Told(name="谭春桃", village="石桥村", education="college", major="social-work", years=1),
        Told(name="郑石头", village="石桥村"),
    )  # fmt: skip
    made = [
        enter_candidate(
            db, told, by=li, agency_id=agency_id, once=once(told.name),
            keyring=house.keyring, at=NOW,
        )
        for told in people
    ]  # fmt: skip
    let_go(db, made[2].id, "外出打工", by=li, at=NOW)
    return made[0].uid
