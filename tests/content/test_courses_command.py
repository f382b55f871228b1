"""The commands for authors, which need no database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.courses import courses
from tests.content import sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, sample.files())
    return tmp_path


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, raw in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(courses, [str(word) for word in words])


def test_a_sound_folder_passes(folder: Path) -> None:
    told = call("check", "--folder", folder)
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "demo：1 章，1 课，782 字，2 个考点，单选 40 道，多选 14 道",
        "没有发现问题",
    ]


def test_faults_end_with_failure_and_their_lines(folder: Path) -> None:
    write(folder, sample.spoiled(sample.ITEMS, 'key = ["B"]', 'key = ["E"]'))
    told = call("check", "--folder", folder)
    assert told.exit_code == 1
    words = "试题 de04-p001：答案 E 不在选项里，请改 key 或补选项"
    assert told.output.splitlines()[0] == f"{sample.ITEMS}:2: {words}"
    as_json = call("check", "--json", "--folder", folder)
    assert as_json.exit_code == 1
    report = json.loads(as_json.output)
    assert report["errors"] == [{"file": sample.ITEMS, "line": 2, "message": words}]
    assert set(report) == {"courses", "errors"}


def test_the_list_shows_what_is_written(folder: Path) -> None:
    assert call("list", "--folder", folder).output.splitlines() == [
        "demo  试讲",
        "   4 价值观（1 课）",
        "   5 人类行为（还没写）",
    ]
    listed = json.loads(call("list", "--json", "--folder", folder).output)
    assert [row["id"] for row in listed["courses"]] == ["demo"]
