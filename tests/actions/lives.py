"""A row of every kind around one person: each part adds its own in `lives_<part>.py`."""

from importlib import import_module
from pathlib import Path


def live(db, house, me, wang, agency_id):
    """Let 小芳 (`me`) have lived: every part's `live` is called with the same arguments."""
    for path in sorted(Path(__file__).parent.glob("lives_*.py")):
        import_module(f"tests.actions.{path.stem}").live(db, house, me, wang, agency_id)
