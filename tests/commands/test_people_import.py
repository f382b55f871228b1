"""`flask people import`: the report of the contract, with and without a database."""

import json

import pytest
from sqlalchemy import func, select

from models.base import Base
from models.people import Person
from models.roster import RosterImport
from tests.rosters import HEADERS, ROWS, TEN_FAULTS, as_csv, as_xlsx

KEYS = {"rows", "valid", "errors", "would_create", "would_update"}


@pytest.fixture
def run(app, tmp_path):
    def run(raw, *words, name="名单.csv"):
        path = tmp_path / name
        path.write_bytes(raw)
        args = ["people", "import", str(path), *words]
        done = app.test_cli_runner().invoke(args=args)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return run


def report(done):
    return json.loads(done.stdout)


def sizes(house):
    with house.database.reading() as db:
        tables = Base.metadata.sorted_tables
        return {t.name: db.scalar(select(func.count()).select_from(t)) for t in tables}


TRY = ("--agency", "甲机构", "--dry-run", "--json")


@pytest.mark.parametrize(
    "raw",
    [
        as_csv(ROWS),
        as_csv(ROWS, code="utf-8-sig"),
        as_csv(ROWS, code="gb18030"),
        as_csv(ROWS, sign=";"),
        as_xlsx(ROWS),
    ],
    ids=["utf-8", "mark", "gb18030", "semicolons", "xlsx"],
)
def test_a_dry_run_reports_and_writes_nothing(run, house, raw):
    before = sizes(house)
    done = run(raw, *TRY)
    assert done.exit_code == 0
    assert report(done) == {
        "rows": 3,
        "valid": 3,
        "errors": [],
        "would_create": 3,
        "would_update": 0,
    }
    assert sizes(house) == before


def test_ten_faults_are_ten_errors_with_row_column_and_fix(run, house):
    before = sizes(house)
    done = run(as_csv(TEN_FAULTS), *TRY)
    told = report(done)
    assert done.exit_code == 1
    assert told.keys() == KEYS
    assert [(e["row"], e["column"]) for e in told["errors"]] == [
        (3, "姓名"),
        (4, "姓名"),
        (5, "手机号"),
        (6, "手机号"),
        (7, "手机号"),
        (8, "手机号"),
        (9, "身份证号"),
        (10, "学历"),
        (11, "从业起始"),
        (12, "从业起始"),
    ]
    assert len({e["message"] for e in told["errors"]}) == 10
    assert (told["rows"], told["valid"], told["would_create"]) == (11, 1, 1)
    run(as_csv(TEN_FAULTS), "--agency", "甲机构")
    assert sizes(house) == before


def test_people_are_entered_and_again_are_there_already(run, house):
    done = run(as_csv(ROWS), "--agency", "甲机构", "--json")
    assert (done.exit_code, report(done)["would_create"]) == (0, 3)
    with house.database.reading() as db:
        assert db.scalars(select(Person).where(Person.name == "𠮷㛃䶮")).one().phone_tail == "1003"
        assert db.scalars(select(RosterImport)).one().applied_at is not None
    again = report(run(as_csv(ROWS), *TRY))
    assert (again["would_create"], again["would_update"]) == (0, 3)


def test_somebody_of_another_agency_counts_as_new(run):
    told = report(run(as_csv([("小梅", "13800138005")], HEADERS[:2]), *TRY))
    other = report(run(as_csv([("张三", "13900009005")], HEADERS[:2]), *TRY))
    assert told == other == {**told, "would_create": 1, "would_update": 0, "errors": []}


def test_without_a_database_a_temporary_one_serves(run, app, house, tmp_path):
    house.database.close()
    (tmp_path / "zhagen.db").unlink()
    done = run(as_csv(ROWS), "--dry-run", "--json")
    assert (done.exit_code, report(done)["would_create"]) == (0, 3)
    done = run(as_csv(ROWS), "--dry-run", "--json", "--agency", "不在的机构")
    assert done.exit_code == 0
    assert not (tmp_path / "zhagen.db").exists()


def test_what_is_no_roster_is_one_error_in_plain_words(run):
    for raw, words in (
        (b"", "没有名单"),
        (b"%PDF-1.4", "这是 PDF"),
        (b"x" * (5 * 2**20 + 1), "超过 5 MB"),
        (as_csv([("a", "b")], ("甲", "乙")), "找不到“姓名”这一列"),
    ):
        done = run(raw, *TRY)
        told = report(done)
        assert done.exit_code == 1
        assert words in told["errors"][0]["message"]
        assert told.keys() == KEYS


def test_an_unknown_agency_is_named_with_those_there_are(run):
    done = run(as_csv(ROWS), "--agency", "庚机构", "--dry-run")
    assert done.exit_code == 2
    assert "甲机构" in done.stderr
    assert run(as_csv(ROWS), "--dry-run").exit_code == 0


def test_a_terminal_reads_lines(run):
    done = run(as_csv(TEN_FAULTS), "--agency", "甲机构", "--dry-run")
    assert "3\t姓名\t没有姓名。补上，或者删掉这一行。" in done.stdout
    assert "rows 11  valid 1" in done.stdout
