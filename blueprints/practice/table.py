"""The wrong-answer book as a table to take away."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_babel import gettext as _

from actions.wrong_items import WrongItem
from blueprints.web.house import house
from blueprints.web.workbook import Column, Table
from blueprints.words.days import iso_day
from blueprints.words.practice import cause_text
from content.course import Item

LETTERS = "ABCDE"


def table_of(entries: Iterable[WrongItem], at: datetime) -> Table:
    """The book with one row for each item."""
    columns = [Column(name, means, width) for name, width, means in _columns()]
    return Table(_("错题本"), columns, [tuple(_row(one)) for one in entries], at)


def _columns() -> list[tuple[str, int, str]]:
    """Name, width in characters and meaning of each column."""
    options = [(_("选项 %(letter)s", letter=x), 24, _("题目的一个选项")) for x in LETTERS]
    return [
        (_("科目"), 24, _("哪一科的题")),
        (_("章"), 18, _("考纲里的哪一章")),
        (_("考点"), 18, _("考的是哪一点，一题可有两个")),
        (_("题型"), 8, _("单选题有一个正确答案，多选题有二到四个")),
        (_("题目"), 48, _("案例和问题")),
        *options,
        (_("正确答案"), 10, _("应选的选项")),
        (_("上次选的"), 10, _("最近一次答题选的选项；空白是没选或点了“不会”")),
        (_("错的次数"), 10, _("从第一次做起，一共答错几次")),
        (_("不会的次数"), 10, _("一共点了几次“不会，看解析”")),
        (_("最近出错"), 12, _("最近一次答错或不会的日子，北京时间")),
        (_("还要对几天"), 10, _("再在几个不同的日子做对，就移出错题本")),
        (_("原因"), 16, _("你选的原因；前面有“可能”的，是按答案猜的")),
        (_("记住这一点"), 40, _("这题要记住的一句话")),
    ]


def _row(one: WrongItem) -> Iterator[str]:
    item, leaf = one.item, one.leaf
    library = house().library
    texts = {option.id: option.text for option in item.options}
    course = library.course(item.course)
    yield course.title
    yield course.chapter(item.chapter).title
    yield "、".join(library.point(point).title for point in item.points)
    yield _("单选题") if item.kind == "single" else _("多选题")
    yield _question(item)
    yield from (texts.get(letter, "") for letter in LETTERS)
    yield " ".join(sorted(item.key))
    yield " ".join(leaf.last_chosen)
    yield str(leaf.wrongs)
    yield str(leaf.unknowns)
    yield iso_day(leaf.wrong_at) if leaf.wrong_at else ""
    yield str(one.days_left)
    yield cause_text(one.cause, named=one.named)
    yield item.explanation


def _question(item: Item) -> str:
    return f"{item.case}\n{item.stem}" if item.case else item.stem
