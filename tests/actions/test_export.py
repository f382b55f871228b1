"""A person's own copy: everything about them, nothing about others, no secrets."""

import json

from sqlalchemy import LargeBinary, select

from actions.entry import make_invite, open_session
from actions.export import OWN, _beside, _shown, as_json, copy_of
from actions.learning import answer_item, read_section
from blueprints.words.copy import column_words, table_words
from domain.answers import Mode
from models import Base
from models.base import new_uid
from models.people import Person
from models.road import Certificate
from tests.conftest import START

ELSEWHERE = {"memberships", "invite_uses", "assignment_people", "certificates"}
"""Tables with a person_id that are shown with their names instead of inner numbers."""


def copy(house, person):
    with house.database.reading() as db:
        row = db.get_one(Person, person.id)
        return copy_of(db, row, house.keyring, at=START)


def study(house, person, pool="practice"):
    item = house.library.items(pool=pool)[0]
    lesson = next(iter(house.library.courses.values())).lessons[0]
    with house.database.writing() as db:
        read_section(db, person.id, lesson, section=1, library=house.library, at=START)
        answer_item(
            db,
            person.id,
            item,
            chosen=["A"],
            unknown=False,
            mode=Mode.PRACTICE,
            once=new_uid(),
            library=house.library,
            at=START,
        )
    return item


def test_every_table_with_a_person_is_in_the_copy():
    tables = {m.class_.__tablename__ for m in Base.registry.mappers if "person_id" in m.columns}
    assert tables == {table.__tablename__ for table in OWN} | ELSEWHERE


def test_every_row_of_mine_is_there_and_none_of_others(house, cast):
    item = study(house, cast.xiaofang)
    study(house, cast.xiaojun)
    tables = copy(house, cast.xiaofang)["tables"]
    assert [row["kind"] for row in tables["events"]] == ["lesson-read", "answer"]
    assert [row["item"] for row in tables["item_leaves"]] == [item.id]
    assert tables["guidances"][0]["mentor"] == "王老师"
    assert len(tables["person_locks"]) == 1


def test_what_is_sealed_is_opened_for_its_owner_only(house, cast):
    me = cast.xiaofang
    with house.database.writing() as db:
        one = Certificate(
            person_id=me.id, level="junior", passed_on=START.date(), at=START, uid=new_uid()
        )
        one.number_sealed = house.keyring.seal("C-7788", f"certificates.number.{one.uid}")
        db.add(one)
        person = db.get_one(Person, me.id)
        person.id_card_sealed = house.keyring.seal("4205", f"people.id_card.{me.uid}")
    tables = copy(house, me)["tables"]
    assert tables["people"][0]["phone"] == "13800138001"
    assert tables["people"][0]["id_card"] == "4205"
    assert tables["certificates"][0]["number"] == "C-7788"
    assert "C-7788" not in json.dumps(copy(house, cast.xiaojun))


def test_what_no_key_opens_any_more_is_left_out_not_a_failure(house, cast):
    with house.database.writing() as db:
        db.get_one(Person, cast.xiaofang.id).id_card_sealed = b"broken"
    assert copy(house, cast.xiaofang)["tables"]["people"][0]["id_card"] == ""


def test_no_hash_no_seal_and_no_inner_number_leaves(house, cast):
    with house.database.writing() as db:
        open_session(db, cast.xiaofang, token="t", label="x", at=START)
        make_invite(
            db,
            by=cast.xiaofang,
            agency_id=cast.agency_of(cast.xiaofang),
            class_id=None,
            places=1,
            days=1,
            at=START,
        )
    study(house, cast.xiaofang)
    names = {
        name
        for rows in copy(house, cast.xiaofang)["tables"].values()
        for row in rows
        for name in row
    }
    assert {
        n for n in names if n.endswith(("_hash", "_sealed", "_index", "_id")) or n == "id"
    } == set()


def test_the_copy_is_json_with_chinese_that_can_be_read(house, cast):
    told = as_json(copy(house, cast.xiaofang)).decode()
    assert "小芳" in told
    assert json.loads(told)["format"] == 1


def test_every_table_has_its_words(app, house, cast):
    tables = copy(house, cast.xiaofang)["tables"]
    with app.test_request_context("/"):
        assert {name for name in tables if table_words(name) == name} == set()
        assert column_words("phone") == "手机号"


def test_every_column_has_its_words(app, cast):
    shown = {column.key for table in OWN for column in _shown(table)}
    beside = {
        column.key for query in _beside(cast.xiaofang).values() for column in query.selected_columns
    }
    with app.test_request_context("/"):
        assert {name for name in shown | beside if column_words(name) == name} == set()


def test_no_column_of_a_copy_holds_bytes():
    columns = {f"{t.__tablename__}.{c.key}": c.type for t in OWN for c in _shown(t)}
    assert [name for name, kind in columns.items() if isinstance(kind, LargeBinary)] == []


def test_the_number_of_questions_does_not_grow_with_the_rows(house, cast):
    assert len(_beside(cast.xiaofang)) + len(OWN) + 2 < 64
    with house.database.reading() as db:
        assert db.scalars(select(Person)).first() is not None
