"""The chain of migrations runs up and down, on an empty and on a seeded database."""

import shutil

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from models import Base, migrate
from models.base import Database


@pytest.fixture
def empty(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield database
    database.close()


def test_up_and_down_on_an_empty_database(empty):
    migrate.upgrade(empty)
    assert migrate.current(empty) == migrate.head()
    assert set(Base.metadata.tables) <= set(inspect(empty.engine).get_table_names())
    migrate.downgrade(empty)
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]


def test_down_and_up_on_a_seeded_database(seeded, tmp_path):
    shutil.copy(seeded, tmp_path / "copy.db")
    database = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    migrate.downgrade(database)
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    database.close()


@pytest.mark.parametrize("table", ["audit_entries", "content_versions"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_append_only_tables_refuse_changes(house, table, change):
    with house.database.writing() as db:
        assert db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0
    with pytest.raises(DatabaseError, match="append-only"), house.database.writing() as db:
        db.execute(text(change.format(table)))


def test_the_tables_are_what_the_migrations_make(empty):
    migrate.upgrade(empty)
    made = {t: {c["name"] for c in inspect(empty.engine).get_columns(t)} for t in Base.metadata.tables}
    said = {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    assert made == said
