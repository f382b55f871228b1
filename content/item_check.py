"""The rules one item must keep, as docs/content.md states them."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from content.course import Item, Kind

REASON: Final = (12, 45)  # characters
EXPLANATION: Final = (20, 90)
OPTION_IDS: Final[dict[Kind, str]] = {"single": "ABCD", "multiple": "ABCDE"}
KEYS: Final[dict[Kind, tuple[int, int]]] = {"single": (1, 1), "multiple": (2, 4)}
POOL_LETTERS: Final = {"practice": "p", "mock": "m"}

_HTML: Final = re.compile(r"<[A-Za-z/!?]")
_MARKUP: Final = re.compile(r"\*\*|\]\(|^[ \t]*(?:#{1,6}|>) ", re.MULTILINE)
_ALL_OF_ABOVE: Final = re.compile(r"^以上(?:都|全|均|选项|各项)|^(?:都不是|都对|都不对)$")


def item_faults(item: Item) -> Iterator[str]:
    """Every rule this item breaks, each with the fix."""
    yield from _id_faults(item)
    yield from _option_faults(item)
    yield from _key_faults(item)
    yield from _length_faults(item)
    yield from _text_faults(item)
    if item.valid_from and item.valid_to and item.valid_to < item.valid_from:
        yield "valid_to 早于 valid_from，请核对两个日期"


def _id_faults(item: Item) -> Iterator[str]:
    if item.pool == "check":
        if not re.fullmatch(rf"{re.escape(item.lesson or '')}-c[1-9]", item.id):
            yield f"检查题的编号要写成 {item.lesson}-c1 这样"
        return
    letter = POOL_LETTERS[item.pool]
    if not re.fullmatch(rf"[a-z]+{item.chapter:02d}-{letter}\d{{3}}", item.id):
        yield f"编号要写成 课程字母{item.chapter:02d}-{letter}001 这样：p 是练习题，m 是模考题"


def _option_faults(item: Item) -> Iterator[str]:
    wanted = OPTION_IDS[item.kind]
    if "".join(option.id for option in item.options) != wanted:
        yield f"选项要依次是 {'、'.join(wanted)}，共 {len(wanted)} 个"
    texts = [option.text for option in item.options]
    if len(set(texts)) < len(texts):
        yield "有两个选项文字相同，请改写一个"


def _key_faults(item: Item) -> Iterator[str]:
    for letter in sorted(item.key - {option.id for option in item.options}):
        yield f"答案 {letter} 不在选项里，请改 key 或补选项"
    least, most = KEYS[item.kind]
    if not least <= len(item.key) <= most:
        wanted = "1 个" if least == most else f"{least} 到 {most} 个"
        yield f"{'单选' if item.kind == 'single' else '多选'}题的答案要 {wanted}，请改 key"


def _length_faults(item: Item) -> Iterator[str]:
    if not EXPLANATION[0] <= len(item.explanation) <= EXPLANATION[1]:
        yield _length("讲解", item.explanation, EXPLANATION)
    for option in item.options:
        if not REASON[0] <= len(option.reason) <= REASON[1]:
            yield _length(f"选项 {option.id} 的理由", option.reason, REASON)


def _length(what: str, text: str, limits: tuple[int, int]) -> str:
    return f"{what}有 {len(text)} 个字，要 {limits[0]} 到 {limits[1]} 个字"


def _text_faults(item: Item) -> Iterator[str]:
    pieces = chain(
        (item.case or "", item.stem, item.explanation),
        *((option.text, option.reason) for option in item.options),
    )
    for piece in pieces:
        if _HTML.search(piece):
            yield f"不能写 HTML 标签：“{piece[:20]}”，请改成文字"
        elif _MARKUP.search(piece):
            yield f"试题是纯文字，请去掉 Markdown 记号：“{piece[:20]}”"
    for option in item.options:
        if _ALL_OF_ABOVE.search(option.text):
            yield f"选项 {option.id} 不用“以上都是”一类写法，请换一个具体的选项"
