"""A roster of 10,000 rows: read, checked, entered and taken back, with its time and memory.

`known` is the same roster where everybody is in the agency already, with name and phone alone:
every row adds answers, a village and a class.

Each figure is of a process of its own on a new database; one JSON line a file kind. The budget
is 30 seconds, and 200 MB for this process and its reader together, for reading, checking and
entering; no transaction may hold the gate for half a second (decisions.md 2).
"""

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from xlsxwriter import Workbook  # noqa: E402

from actions.founding import found_agency  # noqa: E402
from actions.roster import check_kept, digest_of, keep_file, ordered, sealed_rows  # noqa: E402
from actions.roster_apply import apply_roster, prepare  # noqa: E402
from actions.roster_reading import CHILD, read_file  # noqa: E402
from actions.roster_undo import undo_roster  # noqa: E402
from benchmarks.gate import Gate  # noqa: E402
from benchmarks.memory import Watch  # noqa: E402
from blueprints.web.house import House  # noqa: E402
from config import read  # noqa: E402
from models import migrate  # noqa: E402
from models.base import new_uid  # noqa: E402
from models.people import Person  # noqa: E402
from models.places import Agency  # noqa: E402

ROWS = 10_000
KINDS = ("csv", "xlsx")
KNOWN, FIRST = "known", "first"
BUDGET_SECONDS, BUDGET_MB = 30, 200
HEADERS = ("姓名", "手机号", "学历", "专业", "从业起始", "乡镇", "村", "批次")


def main() -> None:
    """Print one line a kind; each in its own process, so that memory is its own."""
    if len(sys.argv) > 1:
        if FIRST in sys.argv:
            _enter_first(sys.argv[1])
            return
        print(json.dumps(measure(*sys.argv[1:]), ensure_ascii=False))
        return
    for kind, *known in (*((kind,) for kind in KINDS), ("csv", KNOWN)):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"roster.{kind}"
            file.write_bytes(made(kind))
            subprocess.run([sys.executable, __file__, str(file), *known], check=True)


def measure(file: str, known: str = "") -> dict[str, object]:
    """Seconds of each step, and the most memory of this process and of its reader."""
    raw = Path(file).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        house = House(read({"ZHAGEN_INSTANCE": folder}))
        migrate.upgrade(house.database)
        _found(house)
        if known:
            house.database.close()
            subprocess.run([sys.executable, __file__, folder, FIRST], check=True)
            house = House(read({"ZHAGEN_INSTANCE": folder}))
        gc.collect()
        before, gate = _megabytes(), Gate(house.database)
        with Watch(CHILD.name) as watch:
            seconds, held = _steps(house, raw, gate, back=not known)
        house.database.close()
    import_seconds = round(sum(seconds[name] for name in ("read", "keep", "check", "enter")), 2)
    return {
        "benchmark": "roster_import",
        "kind": known or Path(file).suffix[1:],
        "rows": ROWS,
        "bytes": len(raw),
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "import_seconds": import_seconds,
        "gate_seconds": held,
        "megabytes": watch.together,
        "megabytes_before": before,
        "own_megabytes": watch.alone,
        "reader_megabytes": watch.reader,
        "budget_megabytes": BUDGET_MB,
        "within_budget": import_seconds <= BUDGET_SECONDS and watch.together <= BUDGET_MB,
    }


def _steps(
    house: House, raw: bytes, gate: Gate, *, back: bool
) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of each step, and the longest that one of its transactions held the gate."""
    at = datetime.now(UTC)
    seconds: dict[str, float] = {}
    held: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:  # noqa: ANN401
        start = time.perf_counter()
        result = step()
        seconds[name] = time.perf_counter() - start
        held[name] = round(gate.taken()["longest_ms"] / 1000, 2)
        return result

    roster = timed("read", lambda: ordered(read_file(raw), purpose="", at=at))
    kept = timed("keep", partial(_keep, house, roster, raw, at))
    del roster  # pages read the file, keep it and check it in requests of their own
    ready = timed("check", lambda: _check(house, kept, at))
    timed("enter", lambda: _enter(house, ready))
    if back:
        timed("undo", lambda: _undo(house, kept.id, at))
    return seconds, held


def _enter_first(folder: str) -> None:
    """Enter everybody by name and phone alone, in a process of its own: its memory is not ours."""
    house = House(read({"ZHAGEN_INSTANCE": folder}))
    at = datetime.now(UTC)
    raw = "\n".join(",".join(row[:2]) for row in (HEADERS, *_rows())).encode()
    kept = _keep(house, ordered(read_file(raw), purpose="", at=at), raw, at)
    _enter(house, _check(house, kept, at))
    house.database.close()


def _found(house: House) -> None:
    with house.database.writing() as db:
        found_agency(
            db,
            agency_name="测量",
            region_code="420527",
            region_name="秭归县",
            manager_name="周敏",
            phone="13900000000",
            keyring=house.keyring,
            at=datetime.now(UTC),
        )


def _keep(house, roster, raw, at):  # noqa: ANN001, ANN202
    sealed = sealed_rows(roster, house.keyring)
    with house.database.writing() as db:
        agency = db.query(Agency).one()
        return keep_file(
            db,
            roster,
            sealed,
            digest_of(raw),
            file_name="roster",
            purpose="",
            by=db.query(Person).first(),
            agency=agency,
            once=new_uid(),
            at=at,
        )


def _check(house, kept, at):  # noqa: ANN001, ANN202
    with house.database.reading() as db:
        checked = check_kept(db, kept, keyring=house.keyring, at=at)
        if checked.faults or checked.would_create + checked.would_change != ROWS:
            raise RuntimeError("the roster of the benchmark is not clean")
        by = db.query(Person).first()
        return prepare(db, kept, checked, keyring=house.keyring, by=by, at=at)


def _enter(house, ready) -> None:  # noqa: ANN001
    with house.database.writing() as db:
        apply_roster(db, ready)


def _undo(house, import_id, at) -> None:  # noqa: ANN001
    with house.database.reading() as db:
        by = db.query(Person).first()
    undo_roster(house.database, import_id, by=by, at=at)


def made(kind: str) -> bytes:
    """The roster, as a file of this kind."""
    if kind == "csv":
        return "\n".join(",".join(row) for row in (HEADERS, *_rows())).encode()
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADERS, *_rows())):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def _rows() -> Iterator[tuple[str, ...]]:
    for n in range(ROWS):
        name = "村民" + "".join("甲乙丙丁戊己庚辛壬癸"[int(d)] for d in str(n))
        phone = str(13_700_000_000 + n)
        yield name, phone, "大专", "社会工作", "2020-05", "茅坪镇", f"{n % 90}村", f"第{n % 40}班"


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
