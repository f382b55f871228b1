"""Words for stages, posts, moves and what a manager is asked to look at."""

from collections.abc import Iterable, Mapping
from typing import Final

from flask_babel import gettext as _

from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.stages import stage_words
from domain.pipeline import GROUPS, Flow
from domain.stages import ExamStage, PostKind
from models.pipeline_queries import Wanted
from models.road import StageEntered, Track

NEXT: Final[Mapping[str, str]] = {
    ExamStage.RECRUITED: _l("发邀请码，请他入班"),
    ExamStage.IN_CLASS: _l("陪他上第一课"),
    ExamStage.STUDYING: _l("到报名期，陪他报名缴费"),
    ExamStage.PAID: _l("打印准考证，安排去考场"),
    ExamStage.SAT: _l("出成绩后，请他填成绩"),
    ExamStage.PASSED: _l("问本县要不要考后核查"),
    ExamStage.REVIEWED: _l("证书发下来，请他填证书"),
    ExamStage.CERTIFIED: _l("问本县要不要登记，办好"),
    ExamStage.REGISTERED: _l("记继续教育学时"),
    ExamStage.LEFT: _l("想回来，随时接上"),
    PostKind.NONE: _l("有合适的岗位，推荐他"),
}
"""What brings somebody on from a stage."""
LATER: Final = _l("看合同和经费到哪天")


def track_words(track: str) -> str:
    """The name of a track."""
    return {"exam": _("学习和考试"), "post": _("岗位"), "founding": _("办机构")}[track]


def list_title(wanted: Wanted) -> str:
    """What a list of people is called."""
    if wanted.engaged:
        return _("岗位：%(kind)s", kind=engaged_words(wanted.engaged))
    if len(wanted.stages) == 1:
        words = stage_words(wanted.stages[0])
        return _("%(stage)s，停得久的人", stage=words) if wanted.stuck else words
    if wanted.stuck:
        return _("停得久的人")
    return {
        GROUPS["learning"]: _("已入班，还没拿证的学员"),
        GROUPS["holders"]: _("拿到证书的人"),
        GROUPS["posted"]: _("有岗位的人"),
    }.get(wanted.stages, _("全部学员"))


def engaged_words(engaged: str) -> str:
    """How a post is paid."""
    return {"bought": _("购买服务"), "hired": _("聘任")}.get(engaged, _("都不是或没写"))


def near_words(near: str) -> str:
    """What a list of posts is called."""
    return {
        "contract": _("合同 90 天内到期"),
        "funding": _("经费 90 天内到期"),
        "cert": _("90 天内要拿到证"),
    }.get(near, _("全部岗位"))


def next_words(stage: str) -> str:
    """What brings somebody on from a stage."""
    return str(NEXT.get(stage, LATER))


def flow_words(flow: Flow, median_days: int | None, *, first: bool, last: bool = False) -> str:
    """How many came here from the stage before, and how long people stand here."""
    share = flow.percent_on
    came = _("从上一步出来的，%(n)d%% 到这里", n=share) if share is not None and not first else ""
    if last:
        stood = ""
    elif median_days is None:
        stood = _("走完的人还少，不算天数")
    else:
        stood = _("一半的人 %(n)d 天内走完", n=median_days)
    return _("，").join(words for words in (came, stood) if words)


def post_flow_words(flow: Flow, median_days: int | None) -> str:
    """How many left a kind of post in a year, or took another, and how long they had held it."""
    left = _("一年里 %(n)d 人离岗", n=flow.left) if flow.left else ""
    other = _("%(n)d 人换了别的岗位", n=flow.went_on) if flow.went_on else ""
    half = _("一半的人 %(n)d 天内离开", n=median_days) if median_days is not None else ""
    return _("，").join(words for words in (left, other, half) if words) or _("一年里没有人离开")


def stay_words(days: int, usual: int | None) -> str:
    """How long somebody stands in a stage; with what is usual, where it is longer."""
    if usual is None:
        return _("%(n)d 天", n=days)
    return _("%(n)d 天，平常 %(usual)d 天以内", n=days, usual=usual)


def reason_words(row: StageEntered, by: str) -> str:
    """Who wrote a row of a history, and why."""
    words = [_who(row, by), row.why or _cause(row)]
    return _("：").join(word for word in words if word)


def _who(row: StageEntered, by: str) -> str:
    return by if row.by_id else _("系统")


def _cause(row: StageEntered) -> str:
    kind, _colon, rest = row.cause.partition(":")
    if kind == "system":
        return _system(rest.partition(":")[0])
    return {
        "invite": _("凭邀请码入班"),
        "undo": _("上一步记错了，收回"),
        "post": _("记下了岗位"),
        "ended": _("岗位结束"),
        "import": _("名单导入"),
        "waiting": _("本人答应，加入了"),
    }.get(kind, "")


def _system(what: str) -> str:
    return {
        "studying": _("开始学了"),
        "registered_paid": _("本人说已缴费"),
        "sat": _("本人填了成绩"),
        "passed": _("本人填的成绩都过了"),
        "failed": _("这次没全过，位置留着"),
        "certified": _("本人填了证书"),
        "registered": _("证书已登记"),
    }.get(what, "")


def jump_words(name: str, before: str, after: str, allowed: Iterable[str]) -> str:
    """Why a move is not made, and which ones can be."""
    return _(
        "%(name)s现在是“%(before)s”，不能一步到“%(after)s”。可以改成：%(allowed)s。",
        name=name,
        before=stage_words(before),
        after=stage_words(after),
        allowed=_("、").join(stage_words(one) for one in allowed),
    )


def moved_meanwhile_words(row: StageEntered, by: str) -> str:
    """Who was quicker."""
    return _(
        "已被%(by)s改成“%(stage)s”，看一下再交。",
        by=by if row.by_id else _("系统"),
        stage=stage_words(row.stage),
    )


def changed_meanwhile_words(by: str) -> str:
    """Who changed a post first."""
    return _("已被%(by)s改过，看一下再交。", by=by)


def entered_words(row: StageEntered) -> str:
    """What a row of the history says, with its track."""
    if row.track is Track.EXAM:
        return stage_words(row.stage)
    return _("岗位：%(kind)s", kind=stage_words(row.stage))
