"""Words for where a founding team stands: why it is stuck, how it came there, who goes on."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from blueprints.words.days import short_day
from domain.pipeline import Flow
from domain.team_stages import Limit, TeamStage
from models.founding import FoundingTeam, TeamStageEntered


def label_words(team: FoundingTeam) -> tuple[str, str]:
    """What stands beside a team's name everywhere, and its look."""
    if team.closed_at is not None:
        return _("已登记"), "ok"
    if team.stage == TeamStage.STOPPED:
        return _("停办"), "off"
    return _("筹备中"), "warm"


def stuck_words(limits: Iterable[Limit], today: date) -> str:
    """Why a team stands in its stage too long; nothing where it does not."""
    over = [limit for limit in limits if limit.day < today]
    return limit_words(over[0], today) if over else ""


def limit_words(limit: Limit, today: date) -> str:
    """One limit that is over: by the law, by a promise, by what is usual."""
    day, late = short_day(limit.day), (today - limit.day).days
    if limit.kind == "statutory":
        return _("法定 %(n)d 天，到%(day)s为止，过了 %(late)d 天", n=limit.days, day=day, late=late)
    if limit.kind == "promised":
        return _("答应 %(n)d 天，到%(day)s为止，过了 %(late)d 天", n=limit.days, day=day, late=late)
    return _("停了 %(n)d 天，平常 %(usual)d 天以内", n=limit.days + late, usual=limit.days)


def shut_words(team: FoundingTeam) -> str:
    """Why nothing of a team is written any more; nothing where it still is."""
    stopped = team.stage == TeamStage.STOPPED
    return closed_words(stopped=stopped) if stopped or team.closed_at is not None else ""


def closed_words(*, stopped: bool) -> str:
    """Why nothing was written: the team has stopped, or it is a registered agency."""
    if stopped:
        return _("这个组停办了，接着办以后才能改")
    return _("已经登记成机构，登记以前的事不再改")


def flow_words(stage: str, flow: Flow, median_days: int | None) -> str:
    """How many teams went on from a stage in a year, and how long they stood there."""
    if stage in {TeamStage.OPENED, TeamStage.STOPPED}:
        return ""
    went = _("一年里 %(n)d 个组往前走", n=flow.went_on) if flow.went_on else ""
    back = _("%(n)d 个退回", n=flow.went_back) if flow.went_back else ""
    left = _("%(n)d 个停办", n=flow.left) if flow.left else ""
    half = _("一半的组 %(n)d 天内走完", n=median_days) if median_days is not None else ""
    return _("，").join(words for words in (went, back, left, half) if words)


def why_words(row: TeamStageEntered, by: str, step: str) -> str:
    """Who wrote a row of a team's history, and why; `step` is the name of the step it came from."""
    who = by if row.by_id else _("系统")
    words = row.why or _cause(row.cause, step)
    return _("：").join(word for word in (who, words) if word)


def step_of(row: TeamStageEntered) -> str:
    """The step that a row of the history came from; nothing for another cause."""
    kind, _colon, rest = row.cause.partition(":")
    return rest.rpartition(":")[0] if kind == "step" else ""


def _cause(cause: str, step: str) -> str:
    if step:
        return _("改了“%(step)s”", step=step)
    return {"made": _("建了筹备组"), "system": _("规定变了")}.get(cause.partition(":")[0], "")
