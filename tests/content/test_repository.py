"""What stands in courses/ and help/ of this repository keeps every rule."""

import pytest

from commands.courses import ROOT, load
from content.load import Loaded


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(ROOT)


def test_the_content_has_no_problem(loaded: Loaded) -> None:
    assert [str(problem) for problem in loaded.problems] == []


def test_every_written_chapter_can_be_practised_and_examined(loaded: Loaded) -> None:
    library = loaded.library
    for course in library.courses.values():
        for chapter in course.chapters:
            if course.kind == "exam" and chapter.written:
                for pool in ("practice", "mock"):
                    items = library.items(course=course.id, chapter=chapter.number, pool=pool)
                    assert {item.kind for item in items} == {"single", "multiple"}, chapter.title


def test_every_point_has_a_lesson(loaded: Loaded) -> None:
    for course in loaded.library.courses.values():
        taught = {point for lesson in course.lessons for point in lesson.points}
        points = {point.id for chapter in course.chapters for point in chapter.points}
        assert points - taught == set()
