"""The road in five stretches, and where this person stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.road.part import bp
from blueprints.web.countdown import RoadTask, next_of, road_position, road_tasks
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.traveller import Traveller, traveller
from blueprints.words.road import verdict_words, yuan_words
from blueprints.words.stages import stage_words
from content.rules import Rule
from content.rules_build import certificate_terms, fee_of, papers_of
from domain.access import Act
from domain.registration import is_registered
from domain.team_stages import TeamStage
from models.founding import FoundingTeam
from models.founding_queries import own_team

STATES: Final[Mapping[str, str]] = {
    TeamStage.LICENSED: "done",
    TeamStage.OPENED: "done",
    TeamStage.STOPPED: "todo",
}
"""How a team's walk looks on the road; any other stage is under way."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One of the five: what there is to do, what it costs and takes, and what it rests on."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    tasks: tuple[RoadTask, ...] = ()
    quotes: tuple[Rule, ...] = ()
    rules: tuple[Rule, ...] = ()
    note: str = ""


@bp.get("/road")
@allow(Act.WALK_ROAD)
def show() -> ResponseReturnValue:
    """Show the whole road from joining to an agency, and where I am on it."""
    me = traveller(actor().id)
    position = road_position(me.person_id)
    makers = (_joining, _learning, _sitting, _certificate, _founding)
    stretches = [make(me, position) for make in makers]
    return render_template(
        "road/show.html",
        stretches=stretches,
        position=position,
        first=next(iter(road_tasks(me.person_id)), None),
    )


def _joining(me: Traveller, _position: int) -> Stretch:
    told = "；".join(verdict_words(answer) for answer in me.verdicts.values())
    state = "todo" if not me.answers else "doing" if me.questions else "done"
    second = told if state == "done" else _("几个问题，三分钟")
    return Stretch(
        _("加入"),
        ((_("花费"), _("不花钱")), (_("在哪办"), _("手机上")), (_("要带"), _("邀请码"))),
        (
            RoadTask(_("用邀请码加入"), _("已经加入"), "", "done"),
            RoadTask(_("看看哪年能考"), second, "/road/eligibility", state),
        ),
    )


def _learning(_me: Traveller, position: int) -> Stretch:
    state = "doing" if position == 1 else "done"
    return Stretch(
        _("学习"),
        (
            (_("花费"), _("不花钱，教材自己选买")),
            (_("在哪办"), _("手机上")),
            (_("问谁"), _("带班老师")),
        ),
        (
            RoadTask(_("学课文"), _("一课十来分钟"), "/courses", state),
            RoadTask(_("做练习和模考"), _("做错的会再来"), "/practice", state),
            RoadTask(_("排学习计划"), _("每天几分钟，哪几周忙"), "/plan", "todo"),
        ),
    )


def _sitting(me: Traveller, position: int) -> Stretch:
    sitting = next_of(me)
    level = me.level(sitting.year) if sitting else "junior"
    done = me.done_in(sitting, level) if sitting else {}
    registered = is_registered(me.steps, done)
    fee = fee_of(me.book, me.region, papers_of(me.book, level))
    papers = [
        rule for rule in me.book.find("materials", me.region) if level in rule.value["levels"]
    ]
    walked = _("做完 %(n)d 步，共 %(all)d 步", n=len(done), all=len(me.steps))
    state = "done" if registered else "doing" if done else "todo"
    return Stretch(
        _("考试"),
        (
            (_("花费"), _("考试费 %(fee)s", fee=yuan_words(fee)) if fee else _("看本省通知")),
            (_("在哪办"), _("网上报名，到考点考试")),
            (_("要带"), "、".join(item for rule in papers for item in rule.value["items"])),
            (_("问谁"), _("当地人事考试机构")),
        ),
        (
            RoadTask(_("考试报名"), walked, "/road/exam", state),
            RoadTask(_("出发单"), _("考前一周填好，打印带上"), "/road/exam-day", "todo"),
            RoadTask(_("答题卡"), _("打印出来练填涂"), "/answer-card", "todo"),
            RoadTask(
                _("成绩"),
                _("查到分就填进来"),
                "/road/results",
                "done" if position > 2 else "todo",  # noqa: PLR2004
            ),
        ),
        rules=(*me.book.fees(me.region, papers_of(me.book, level)), *papers),
    )


def _certificate(me: Traveller, position: int) -> Stretch:
    terms, _hours = certificate_terms(me.book, me.region, me.today)
    told = {
        "yes": _("这里要登记"),
        "no": _("这里不用登记"),
        "unknown": _("这里要不要登记，没有查到"),
    }[terms.asked]
    state = "locked" if position < 3 else "done" if position > 3 else "doing"  # noqa: PLR2004
    second = told if position > 2 else _("先通过考试")  # noqa: PLR2004
    rule = me.book.get(terms.rule)
    return Stretch(
        _("拿证登记"),
        (
            (_("花费"), _("没有查到收费，办之前问一句")),
            (_("在哪办"), _("电子证书在网上领；登记到县里或网上")),
            (_("要带"), "、".join(terms.documents)),
            (_("问谁"), _("县委社会工作部，或民政局")),
        ),
        (RoadTask(_("证书和登记"), second, "/road/certificate", state),),
        rules=(rule,) if rule else (),
    )


def _founding(me: Traveller, _position: int) -> Stretch:
    team = db().scalars(own_team(me.person_id, now())).first()
    task = RoadTask(_("办机构一步步走"), _("要什么材料、谁来办、多久"), "/founding", "todo")
    return Stretch(
        _("办机构"),
        ((_("在哪办"), _("县民政局")),),
        (_walked(team) if team else task,),
        quotes=me.book.find("agency-fact", me.region, me.today),
        note=_("先记住这几条："),
    )


def _walked(team: FoundingTeam) -> RoadTask:
    """The walk of the team this person is in: its name, and the stage it stands in."""
    return RoadTask(
        team.name,
        stage_words(team.stage),
        f"/founding/{team.uid}",
        STATES.get(team.stage, "doing"),
    )
