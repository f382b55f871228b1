"""The chain of migrations runs up and down, on an empty and on a seeded database."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from actions import audit
from models import Base, migrate
from models.base import Database
from tests.conftest import START


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.engine)])
def empty(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        url = request.getfixturevalue("postgres").empty()
    database = Database(url)
    yield database
    database.close()


def test_up_and_down_on_an_empty_database(empty):
    migrate.upgrade(empty)
    assert migrate.current(empty) == migrate.head()
    assert set(Base.metadata.tables) <= set(inspect(empty.engine).get_table_names())
    migrate.downgrade(empty)
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]


def test_down_and_up_on_a_seeded_database(house):
    migrate.downgrade(house.database)
    migrate.upgrade(house.database)
    assert migrate.current(house.database) == migrate.head()


@pytest.mark.parametrize("table", ["audit_entries", "content_versions"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_append_only_tables_refuse_changes(house, table, change):
    with house.database.writing() as db:
        audit.tell(db, actor="tests", action="something", at=START)
    with pytest.raises(DatabaseError, match="append-only"), house.database.writing() as db:
        db.execute(text(change.format(table)))


def test_the_tables_are_what_the_migrations_make(empty):
    migrate.upgrade(empty)
    tables = Base.metadata.tables
    made = {t: {c["name"] for c in inspect(empty.engine).get_columns(t)} for t in tables}
    said = {name: set(table.columns.keys()) for name, table in tables.items()}
    assert made == said
