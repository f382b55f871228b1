"""Authors see what they wrote in the product's own pages, with what is wrong on top."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from commands.preview import MOST_SHOWN, preview_app, start_of
from tests.content import sample

PORT = 8010
HOST = {"Host": f"127.0.0.1:{PORT}"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, raw in sample.files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    return tmp_path


@pytest.fixture
def author(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    instance = tmp_path_factory.mktemp("instance")
    return preview_app(folder, "demo", PORT, instance).test_client()


def page(author: FlaskClient, path: str) -> str:
    answer = author.get(path, headers=HOST)
    assert answer.status_code == 200, path
    return answer.text


def test_a_sound_course_is_shown_without_a_word(author: FlaskClient) -> None:
    assert "第一课" in page(author, start_of("demo"))
    lesson = page(author, "/courses/demo/de04-01")
    assert "盼头我听完先问她" in lesson
    assert 'class="note bad"' not in lesson


def test_a_changed_file_shows_at_the_next_look_with_its_fault_on_top(
    author: FlaskClient, folder: Path
) -> None:
    assert "新写的一句" not in page(author, "/courses/demo/de04-01")
    spoiled = sample.lesson_md().replace("- 一", "# 新写的一句")
    (folder / sample.LESSON).write_text(spoiled, "utf-8")
    lesson = page(author, "/courses/demo/de04-01")
    assert "新写的一句" in lesson
    assert f"{sample.LESSON}:23: 小标题只用两个井号，写成 ## 标题" in lesson
    (folder / sample.LESSON).write_text(sample.lesson_md(), "utf-8")
    assert "小标题只用两个井号" not in page(author, "/courses/demo/de04-01")


def test_only_so_many_faults_and_only_of_the_course_are_shown(
    author: FlaskClient, folder: Path
) -> None:
    items = sample.items_toml().replace("再一起看有哪些路可以走", "")
    (folder / sample.ITEMS).write_text(items, "utf-8")
    (folder / sample.HELP).write_text("no head", "utf-8")
    shown = page(author, "/courses/demo")
    assert shown.count('class="note bad"') == MOST_SHOWN + 1
    assert "还有 34 处要改" in shown
    assert sample.HELP not in shown


def test_a_lesson_leads_to_its_questions_with_key_and_reasons(author: FlaskClient) -> None:
    answer = author.get("/courses/demo/de04-01/check", headers=HOST)
    assert (answer.status_code, answer.location) == (303, "/preview/demo/04-values#de04-01-c1")
    shown = page(author, "/preview/demo/04-values")
    for item in ("de04-01-c1", "de04-p001", "de04-m002"):
        assert f'id="{item}"' in shown
    assert shown.count(sample.REASON) == 43 * 4 + 14 * 5


def test_what_is_not_there_is_not_found(author: FlaskClient) -> None:
    for path in ("/preview/demo/05-none", "/preview/none/04-values", "/courses/demo/x/check"):
        assert author.get(path, headers=HOST).status_code == 404
