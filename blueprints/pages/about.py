"""Which version this is, and whose work it is made of."""

import re
import tomllib
from functools import cache
from importlib.metadata import PackageMetadata, metadata

from config import ROOT

NAME = re.compile(r"[a-z0-9-]+")
LONGEST_LICENCE = 60


@cache
def version() -> str:
    """The number in pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@cache
def licences() -> tuple[tuple[str, str, str], ...]:
    """Name, version and licence of each library that runs here, as their own metadata say."""
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    names = sorted(found[0] for line in lines if (found := NAME.match(line)))
    return tuple((name, metadata(name)["Version"], _licence(metadata(name))) for name in names)


def _licence(of: PackageMetadata) -> str:
    for name in ("License-Expression", "License"):
        for given in of.get_all(name) or []:
            if len(given) <= LONGEST_LICENCE:
                return given
    classes = [line for line in of.get_all("Classifier") or [] if line.startswith("License ::")]
    return classes[0].rsplit("::", 1)[1].strip() if classes else ""
