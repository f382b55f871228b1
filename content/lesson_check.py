"""The rules one lesson must keep, as docs/content.md states them."""

from collections.abc import Iterator
from typing import Final

from content.course import Lesson

TITLE_MOST: Final = 18
LEAST: Final = 700
MOST: Final = 1200
SECTIONS_LEAST: Final = 3
SECTIONS_MOST: Final = 5


def lesson_faults(lesson: Lesson) -> Iterator[str]:
    """Every rule this lesson breaks, each with the fix."""
    if len(lesson.title) > TITLE_MOST:
        yield f"标题有 {len(lesson.title)} 个字，最多 {TITLE_MOST} 个，请改短"
    if lesson.characters > MOST:
        yield f"课文有 {lesson.characters} 字，最多 {MOST} 字，请删减或拆成两课"
    if lesson.characters < LEAST:
        yield f"课文只有 {lesson.characters} 字，至少 {LEAST} 字，请补写"
    if not SECTIONS_LEAST <= len(lesson.sections) <= SECTIONS_MOST:
        count = len(lesson.sections)
        yield f"有 {count} 个小节，要 {SECTIONS_LEAST} 到 {SECTIONS_MOST} 个，每节用 ## 开头"
    for section in lesson.sections:
        if not section.html:
            yield f"小节“{section.title}”没有正文，请补写"
