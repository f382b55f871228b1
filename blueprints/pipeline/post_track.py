"""The post track of an agency: who holds which post, whose days are near, who left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from blueprints.pipeline.board import Counts, Need, Row, args_of
from blueprints.pipeline.part import slug_of
from blueprints.pipeline.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.days import long_day
from blueprints.words.desk import by_words, ending_words
from blueprints.words.pipeline import post_flow_words
from blueprints.words.stages import stage_words
from domain.days import local_day
from domain.pipeline import Flow
from domain.stages import PostKind
from models.pipeline_history import days_of_stages, flows_until
from models.post_queries import NEAR, near_by_kind
from models.road import Track


@dataclass(frozen=True, slots=True)
class Posts:
    """What is known of the posts of an agency, now or at the end of a day gone by."""

    scope: Scope
    counts: Counts
    on: date | None
    flows: Mapping[str, Flow]
    medians: Mapping[str, int | None]
    near: Sequence[Any]
    """For each kind: how many posts have which day near, and the first; none of a day gone by."""

    @property
    def kinds(self) -> list[PostKind]:
        """The kinds of post that somebody holds, or left within the year."""
        every = [kind for kind in PostKind if kind is not PostKind.NONE]
        return [one for one in every if self.counts.of("post", one) or one in self.flows]

    @property
    def gone(self) -> int:
        """How many hold no post any more."""
        return self.counts.of("post", PostKind.NONE)

    @property
    def gone_href(self) -> str:
        """Who they are."""
        return self._href(PostKind.NONE)

    @property
    def rows(self) -> list[Row]:
        """One row for each kind; the stuck part are those with a day that is near."""
        stuck = {row[0]: row[-1] for row in self.near}
        return [
            Row(
                kind,
                stage_words(kind),
                self.counts.of("post", kind),
                stuck.get(kind, 0),
                post_flow_words(self.flows.get(kind, Flow()), self.medians.get(kind)),
                self._href(kind),
                None,
                self.medians.get(kind),
            )
            for kind in self.kinds
        ]

    @property
    def needs(self) -> Iterator[Need]:
        """Contracts, funding and certificates whose day is near, or past."""
        today = local_day(now())
        for place, near in enumerate(NEAR):
            many = sum(row[1 + 2 * place] for row in self.near)
            days = [day for row in self.near if (day := row[2 + 2 * place])]
            if days:
                first = min(days)
                href = url_for("pipeline.posts", near=near, **self.scope.args)
                kind = "bad" if first < today else "warm"
                words = (ending_words(near, many), by_words(first, today))
                yield Need(*words, href, _("去看"), kind, first)

    def _href(self, kind: str) -> str:
        args = args_of(self.scope, self.on)
        return url_for("pipeline.people", track="post", stage=slug_of(kind), **args)


def posts_of_agency(here: Scope, counts: Counts, on: date | None = None) -> Posts:
    """Who holds which post now, or held it on a day gone by; three queries at most."""
    today = local_day(now())
    last = on or today - timedelta(days=1)
    flows = db().execute(flows_until(here.agency.id, last, Track.POST))
    days = db().scalars(days_of_stages(here.agency.id, last, Track.POST))
    return Posts(
        here,
        counts,
        on,
        {stage: flow for stage, *ways in flows if (flow := Flow(*ways)).total},
        {row.stage: row.median_days for row in days},
        [] if on else db().execute(near_by_kind(here.within, today)).all(),
    )


def table_of(posts: Posts) -> Table:
    """The track as a table; of a day gone by it is not known whose days were near."""
    columns = [
        Column(_("岗位"), _("哪种岗位"), 16),
        Column(_("人数"), _("在这种岗位上的人"), numeric=True),
        Column(
            _("有日子快到"), _("合同、经费或拿证期限 90 天内到，或者已经过了的人"), numeric=True
        ),
        Column(_("一年里离岗"), _("一年里离开这种岗位，也没有换别的岗位的次数"), numeric=True),
        Column(_("一年里换岗"), _("一年里从这种岗位换到别的岗位的次数"), numeric=True),
        Column(
            _("一半的人几天后离开"),
            _("一年里离开的人，从记下岗位到离开的中位天数；不到 5 人不算"),
            numeric=True,
        ),
    ]
    flows = [posts.flows.get(kind, Flow()) for kind in posts.kinds]
    cells: list[Sequence[Cell]] = [
        (row.label, row.count, row.stuck, flow.left, flow.went_on, row.median)
        for row, flow in zip(posts.rows, flows, strict=True)
    ]
    cells.append((stage_words(PostKind.NONE), posts.gone, None, None, None, None))
    day = long_day(posts.on) if posts.on else ""
    kept = [0, 1, 3, 4, 5] if posts.on else range(len(columns))
    return Table(
        title=_("%(day)s 各种岗位的人数", day=day) if day else _("各种岗位的人数"),
        columns=[columns[n] for n in kept],
        rows=[[row[n] for n in kept] for row in cells],
        at=now(),
        note=posts.scope.agency.name if day else posts.scope.words,
        links=[*(row.href for row in posts.rows), posts.gone_href],
    )
