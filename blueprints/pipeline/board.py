"""What the first page shows: figures, what needs one, the exam track, how posts are paid."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from blueprints.pipeline.part import slug_of
from blueprints.pipeline.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.words.pipeline import engaged_words, flow_words
from blueprints.words.stages import stage_words
from domain.days import local_day
from domain.pipeline import GROUPS, Flow, flow_into
from domain.stages import EXAM_ORDER, ExamStage
from models.pipeline_history import days_of_stages, flows_until, stages_on
from models.pipeline_queries import (
    sums,
    unconfirmed_for,
    waiting_in,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One big number, what it means, and the list of people behind it."""

    name: str
    number: int
    means: str
    href: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something to look at: what, since when or until when, and where."""

    title: str
    second: str
    href: str
    word: str
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Row:
    """One stage of the funnel."""

    stage: str
    label: str
    count: int
    stuck: int
    note: str
    href: str
    share: int | None = None
    median: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """The kept counts of a scope by measure and key."""

    by: Mapping[tuple[str, str], int]

    def of(self, measure: str, *keys: str) -> int:
        """The people under these keys."""
        return sum(self.by.get((measure, key), 0) for key in keys)


def counts_of(scope: Scope, on: date | None = None) -> Counts:
    """The counts as kept; for a day gone by counted again from the history."""
    if on is None:
        rows = db().execute(sums(scope.within)).all()
    else:
        rows = db().execute(stages_on(scope.agency.id, on)).all()
    return Counts(Counter({(str(measure), key): people for measure, key, people in rows}))


def figures(scope: Scope, counts: Counts) -> list[Figure]:
    """Four numbers: on the way, registered for the exam, with a certificate, with a post."""
    bought, hired = counts.of("engaged", "bought"), counts.of("engaged", "hired")
    registered = counts.of("exam", ExamStage.REGISTERED)
    return [
        Figure(
            _("已入班，还没拿证"),
            counts.of("exam", *GROUPS["learning"]),
            _("从入班到考后核查"),
            people_href(scope, group="learning"),
        ),
        Figure(
            _("已报名缴费"),
            counts.of("exam", ExamStage.PAID),
            _("缴了费才算报上名"),
            people_href(scope, stage=slug_of(ExamStage.PAID)),
        ),
        Figure(
            _("拿到证书"),
            counts.of("exam", *GROUPS["holders"]),
            _("没核对的也算，登记了 %(n)d 人", n=registered),
            people_href(scope, group="holders"),
        ),
        Figure(
            _("有岗位"),
            counts.of("post", *GROUPS["posted"]),
            _("购买 %(a)d 人，聘任 %(b)d 人", a=bought, b=hired),
            people_href(scope, track="post", group="posted"),
        ),
    ]


def needs(scope: Scope, counts: Counts, more: Iterable[Need] = ()) -> list[Need]:
    """What needs somebody first, the longest waiting first."""
    found = [*_stuck(scope, counts), *_waiting(scope), *more]
    return sorted(found, key=lambda need: need.day)


def _stuck(scope: Scope, counts: Counts) -> Iterator[Need]:
    by_stage = {key: n for (measure, key), n in counts.by.items() if measure == "exam-stuck" and n}
    if by_stage:
        most = max(by_stage, key=lambda stage: by_stage[stage])
        yield Need(
            _("%(n)d 人在一个阶段停得久", n=sum(by_stage.values())),
            _("最多的在“%(stage)s”，%(n)d 人", stage=stage_words(most), n=by_stage[most]),
            people_href(scope, stuck="1"),
            _("去看"),
            "warm",
            date.min,
        )


def _waiting(scope: Scope) -> Iterator[Need]:
    """The waiting room, and certificates that nobody has confirmed."""
    people, since = db().execute(waiting_in(scope.agency.id)).one()
    if people:
        title = _("%(n)d 人等您同意进来", n=people)
        yield _old(title, since, url_for("roster.waiting"), _("去同意"))
    papers, since = db().execute(unconfirmed_for(actor(), now())).one()
    if papers:
        title = _("%(n)d 张证书还没人核对", n=papers)
        yield _old(title, since, url_for("staff.people", state="unverified"), _("去核对"))


def _old(title: str, since: datetime, href: str, word: str) -> Need:
    day = local_day(since)
    days = (local_day(now()) - day).days
    second = _("最早的等了 %(n)d 天", n=days) if days else _("今天才来的")
    return Need(title, second, href, word, "info", day)


def exam_rows(scope: Scope, counts: Counts, on: date | None = None) -> list[Row]:
    """The exam track: count, stuck part, share that came here, median days."""
    day = on or local_day(now()) - timedelta(days=1)
    flows = {
        stage: Flow(ahead, back, left)
        for stage, ahead, back, left in db().execute(flows_until(scope.agency.id, day))
    }
    medians = {
        row.stage: row.median_days for row in db().scalars(days_of_stages(scope.agency.id, day))
    }
    args = args_of(scope, on)
    return [_row(args, counts, stage, flows, medians.get(stage)) for stage in EXAM_ORDER]


def left_row(scope: Scope, counts: Counts, on: date | None = None) -> Row:
    """Those who left the agency: they stand outside of the track."""
    left = ExamStage.LEFT
    href = url_for("pipeline.stage", stage=slug_of(left), **args_of(scope, on))
    return Row(left, stage_words(left), counts.of("exam", left), 0, "", href)


def args_of(scope: Scope, on: date | None) -> dict[str, Any]:
    """What the address of a list behind a number holds."""
    return scope.args if on is None else {**scope.agency_args, "on": on.isoformat()}


def _row(
    args: dict[str, Any],
    counts: Counts,
    stage: ExamStage,
    flows: Mapping[str, Flow],
    median: int | None,
) -> Row:
    flow = flow_into(stage, flows)
    return Row(
        stage,
        stage_words(stage),
        counts.of("exam", stage),
        counts.of("exam-stuck", stage),
        flow_words(flow, median, first=stage is EXAM_ORDER[0], last=stage is EXAM_ORDER[-1]),
        url_for("pipeline.stage", stage=slug_of(stage), **args),
        flow.percent_on,
        median,
    )


def engaged_rows(scope: Scope, counts: Counts) -> list[Row]:
    """The post track by how posts are paid."""
    return [
        Row(
            engaged,
            engaged_words(engaged),
            counts.of("engaged", engaged),
            0,
            "",
            people_href(scope, track="post", engaged=engaged),
        )
        for engaged in ("bought", "hired")
    ]


def people_href(scope: Scope, **more: Any) -> str:  # noqa: ANN401
    """The list of people that a number stands for."""
    return url_for("pipeline.people", **scope.args, **more)
