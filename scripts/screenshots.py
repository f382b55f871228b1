"""Makes the pictures of the README from the demo: a trainee's pages side by side, the agency's."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from scripts.shots import CHROMIUM, OUT  # noqa: E402

NAMES = ("today", "lesson", "answered", "eligible")
AGENCY = "agency"
PICTURES = ROOT / "docs" / "pictures"
PICTURE = PICTURES / "trainee.png"
SIDE_BY_SIDE = """<!doctype html><meta charset="utf-8"><body style="margin:0;background:#d8d6cd">
<div style="display:flex;gap:12px;padding:12px">{pictures}</div>"""


def main() -> None:
    """Take the pages, then put them side by side."""
    shots = [sys.executable, str(ROOT / "scripts" / "shots.py"), "--only", *NAMES, AGENCY]
    subprocess.run(shots, check=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    shutil.copy(OUT / f"{AGENCY}-desk.png", PICTURES / "agency.png")
    pictures = "".join(
        f'<img width="360" height="740" src="{(OUT / name).as_uri()}-light.png">' for name in NAMES
    )
    page_file = OUT / "side-by-side.html"
    page_file.write_text(SIDE_BY_SIDE.format(pictures=pictures))
    with sync_playwright() as player:
        browser = player.chromium.launch(**CHROMIUM)
        width = (360 + 12) * len(NAMES) + 12
        page = browser.new_page(viewport={"width": width, "height": 764})
        page.goto(page_file.as_uri())
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
