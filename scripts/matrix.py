"""Prints who may reach which route: the matrix that tests/house/test_matrix.py walks."""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402
from blueprints.web.gates import act_of  # noqa: E402
from config import read  # noqa: E402
from domain.access import Role, may  # noqa: E402


def main() -> None:
    """One line a route: its act, and what each role gets; foreign objects are always 404."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read({"ZHAGEN_INSTANCE": folder}))
        print("| route | endpoint | act | anonymous |", " | ".join(Role), "| object of others |")
        print("|---" * (len(Role) + 5) + "|")
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
            with app.app_context():
                act = act_of(rule.endpoint)
            if act is None:
                raise SystemExit(f"{rule.endpoint} is not in the matrix")
            roles = ["yes" if may({role}, act) else "403" for role in Role]
            stranger = "yes" if may((), act) and act == "public" else "303"
            foreign = "404" if "<uid:" in rule.rule else "none"
            print(f"| `{rule.rule}` | {rule.endpoint} | {act} | {stranger} |", end=" ")
            print(" | ".join(roles), f"| {foreign} |")


if __name__ == "__main__":
    main()
