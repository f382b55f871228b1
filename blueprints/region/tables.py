"""What the tables of a region show: the same on the screen, on paper and in files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from blueprints.web.db import now
from blueprints.web.tree import Tree
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.region import group_means, group_words, level_name, own_people, whole
from blueprints.words.stages import stage_words
from domain.candidates import BEFORE_PASSING, GROUPS
from domain.stages import EXAM_ORDER, ExamStage, PostKind

PEOPLE_SHOWS: Final = ("overview", "stages", "posts", "holders")
"""What a table of places can show of people; the first where nothing is asked."""
LEVELS: Final = ("junior", "middle", "senior")
POSTS: Final = tuple(kind.value for kind in PostKind if kind is not PostKind.NONE)
MEASURES: Final = ("exam", "post", "holder")
Count = Callable[[str], Cell]


@dataclass(frozen=True, slots=True)
class Measured:
    """A column, and its number for a place and for the whole."""

    column: Column
    of_place: Count
    of_all: Cell


def counted(tree: Tree, name: str, means: str, measure: str, keys: Iterable[str]) -> Measured:
    """A column that sums people under some keys."""
    wanted = tuple(keys)
    return Measured(
        Column(name, means, numeric=True),
        lambda code: tree.sum(code, measure, wanted),
        tree.total(measure, wanted),
    )


def people_columns(tree: Tree, show: str) -> list[Measured]:
    """The columns of one show."""
    return {
        "overview": _overview,
        "stages": _stages,
        "posts": _posts,
        "holders": _holders,
    }[show](tree)


def _overview(tree: Tree) -> list[Measured]:
    exam = [
        (_("全部学员"), _("从招募到登记，每一步的人都算，离开的不算"), EXAM_ORDER),
        (_("还没考过"), _("从招募到参考，还没通过的人"), BEFORE_PASSING),
        (_("等证书"), _("通过和考后核查的人"), (ExamStage.PASSED, ExamStage.REVIEWED)),
    ]
    columns = [counted(tree, name, means, "exam", keys) for name, means, keys in exam]
    return [
        *columns,
        counted(tree, _("持证"), _("证书由第二个人核对过的人"), "holder", LEVELS),
        counted(tree, _("在岗"), _("现在有岗位的人，志愿者也算"), "post", POSTS),
    ]


def _stages(tree: Tree) -> list[Measured]:
    return [
        counted(tree, group_words(name), group_means(name), "exam", stages)
        for name, stages in GROUPS.items()
    ]


def _posts(tree: Tree) -> list[Measured]:
    means = _("现在在这种岗位上的人")
    return [counted(tree, stage_words(one), means, "post", (one,)) for one in POSTS]


def _holders(tree: Tree) -> list[Measured]:
    means = _("最高证书是这一级、核对过的人")
    return [counted(tree, level_name(one), means, "holder", (one,)) for one in LEVELS]


def places_table(
    tree: Tree,
    columns: Sequence[Measured],
    *,
    title: str,
    link: Callable[[str], str],
    rest: str = "",
) -> Table:
    """A row for each place right below, then those of none of them, then the whole.

    `rest` names the row of those of none; without it people of no known place have one.
    """
    first = Column(_("地方"), _("按行政区划代码排，不排名次"), width=20)
    rows = [[tree.names[code], *(one.of_place(code) for one in columns)] for code in tree.lower]
    links = [link(code) for code in tree.lower]
    if rest or tree.has_rest:
        named = rest or own_people(tree.name)
        rows.append([named, *(one.of_place(tree.code) for one in columns)])
        links.append("")
    rows.append([whole(tree.name), *(one.of_all for one in columns)])
    links.append("")
    heads = [first, *(one.column for one in columns)]
    return Table(title=title, columns=heads, rows=rows, at=now(), note=tree.name, links=links)


def people_table(tree: Tree, show: str) -> Table:
    """The people of the places below, as one show shows them."""
    kept = None if show == PEOPLE_SHOWS[0] else show
    return places_table(
        tree,
        people_columns(tree, show),
        title=_("%(name)s的人", name=tree.name),
        link=lambda code: url_for("region.place", region=code, show=kept),
    )
