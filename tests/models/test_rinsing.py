"""The tests' own PostgreSQL: what a test is given is the seeded database, whoever had it before."""

from typing import Any

import psycopg
import pytest

from tests.engines import Postgres
from tests.rinsing import Seed

pytestmark = pytest.mark.engine

ANOTHER = """INSERT INTO agencies SELECT (jsonb_populate_record(
    a, jsonb_build_object('id', 999999, 'uid', gen_random_uuid(), 'name', 'x'))).*
    FROM agencies a LIMIT 1"""


def uri(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def used(server: Postgres, *statements: str) -> str:
    """The address of a database in which this was done by one who had it."""
    with server.copy() as url, psycopg.connect(uri(url)) as db:
        for statement in statements:
            db.execute(statement.encode())
    return url


def held(server: Postgres) -> tuple[str, Any]:
    """The address of the next database, and all that is in it."""
    with server.copy() as url:
        seed = Seed.of(uri(url))
        return url, (seed.rows, seed.places)


@pytest.mark.parametrize(
    "done",
    [
        (ANOTHER,),
        ("UPDATE people SET name = 'x'",),
        ("UPDATE people SET name = name",),
        ("SET session_replication_role = replica", "DELETE FROM people"),
        ("SELECT nextval('people_id_seq')",),
    ],
    ids=["added", "changed", "written anew", "deleted", "counted"],
)
def test_a_used_database_is_what_it_was(postgres: Postgres, done: tuple[str, ...]) -> None:
    _url, seeded = held(postgres)
    url = used(postgres, *done)
    assert held(postgres) == (url, seeded)


def test_a_database_of_another_shape_is_not_given_again(postgres: Postgres) -> None:
    _url, seeded = held(postgres)
    url = used(postgres, "CREATE TABLE odd (id int)")
    again, rows = held(postgres)
    assert (again == url, rows) == (False, seeded)


def test_whoever_left_a_transaction_open_is_sent_away(postgres: Postgres) -> None:
    _url, seeded = held(postgres)
    with postgres.copy() as url:
        left = psycopg.connect(uri(url))
        left.execute("UPDATE people SET name = 'x'")
    assert held(postgres) == (url, seeded)
    left.close()
