"""Rewrites migration 0001 from the tables; only until the first release."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models import Database, migrate  # noqa: E402

VERSIONS = ROOT / "migrations" / "versions"


def main() -> None:
    """Set the later ones aside, write 0001 afresh, put them back."""
    with TemporaryDirectory() as folder:
        later = [path for path in VERSIONS.glob("*.py") if not path.name.startswith("0001")]
        for path in later:
            path.rename(Path(folder) / path.name)
        (VERSIONS / "0001_the_first_house.py").unlink(missing_ok=True)
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate.revise(database, "the first house", "0001")
        for path in later:
            (Path(folder) / path.name).rename(path)
    subprocess.run(["ruff", "format", "-q", str(VERSIONS)], check=False)


if __name__ == "__main__":
    main()
