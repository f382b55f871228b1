"""Rewrites the newest migration of new tables from the models, while it is not yet released."""

import fcntl
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models import Database, migrate  # noqa: E402

VERSIONS = ROOT / "migrations" / "versions"
NUMBER, MESSAGE = "0004", "the people around the trainee"
FILE = VERSIONS / f"{NUMBER}_{MESSAGE.replace(' ', '_')}.py"


def main() -> None:
    """Bring an empty database to the shape before, and write what is missing."""
    with TemporaryDirectory() as folder, (VERSIONS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        FILE.unlink(missing_ok=True)
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate.upgrade(database)
        migrate.revise(database, MESSAGE, NUMBER)
        text = FILE.read_text("utf-8")  # SQLite writes a false default as a number
        FILE.write_text(re.sub(r"""sa\.text\(['"]0['"]\)""", "sa.false()", text), "utf-8")
    subprocess.run([ROOT / ".venv/bin/ruff", "format", "-q", str(VERSIONS)], check=False)


if __name__ == "__main__":
    main()
