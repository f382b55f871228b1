"""Installs a lock file into this virtual environment: with uv if it can be had, else with pip."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent


def main(lock: str) -> int:
    """Install exactly what the lock file says; the exit status."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not (BIN / "uv").exists():
        subprocess.run([*pip, "uv"], check=False)
    if (BIN / "uv").exists():
        uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--python", sys.executable]
        if subprocess.run([*uv, "--require-hashes", "-r", lock], check=False).returncode == 0:
            return 0
    return subprocess.run([*pip, "--require-hashes", "-r", lock], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
