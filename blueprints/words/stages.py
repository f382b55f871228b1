"""Words for the stages of the three tracks: learning and exam, the post, a team's founding."""

from collections.abc import Mapping
from typing import Final

from blueprints.web.lazy import lazy_gettext as _l
from domain.stages import ExamStage, PostKind
from domain.team_stages import TeamStage

STAGES: Final[Mapping[str, str]] = {
    ExamStage.RECRUITED: _l("招募"),
    ExamStage.IN_CLASS: _l("入班"),
    ExamStage.STUDYING: _l("在学"),
    ExamStage.PAID: _l("已报名缴费"),
    ExamStage.SAT: _l("参考"),
    ExamStage.PASSED: _l("通过"),
    ExamStage.REVIEWED: _l("考后核查"),
    ExamStage.CERTIFIED: _l("证书"),
    ExamStage.REGISTERED: _l("登记"),
    ExamStage.LEFT: _l("离开"),
    PostKind.NONE: _l("没有岗位"),
    PostKind.VOLUNTEER: _l("志愿者"),
    PostKind.VILLAGE: _l("村（社区）干部"),
    PostKind.STATION: _l("社工站"),
    PostKind.ELDER: _l("养老服务中心"),
    PostKind.RELIEF: _l("救助站"),
    PostKind.WELFARE: _l("福利院"),
    PostKind.AGENCY: _l("机构职员"),
    PostKind.OTHER: _l("其他岗位"),
    TeamStage.PREPARING: _l("筹备"),
    TeamStage.NAMING: _l("名称核准"),
    TeamStage.GATHERING: _l("备材料"),
    TeamStage.FILING: _l("递交申请"),
    TeamStage.DECIDING: _l("审批中"),
    TeamStage.LICENSED: _l("已登记"),
    TeamStage.OPENED: _l("已开张"),
    TeamStage.STOPPED: _l("停办"),
}
"""The names of the stages of the three tracks."""


STATIONS: Final[Mapping[str, str]] = {PostKind.VILLAGE: _l("村（社区）")}
"""Places whose name is not that of the post they have."""


def station_words(kind: str) -> str:
    """What a place with posts is, by the kind of its posts."""
    return str(STATIONS.get(kind) or stage_words(kind))


def stage_words(stage: str) -> str:
    """The name of a stage of any track; one that nobody knows any more keeps its code."""
    return str(STAGES.get(stage, stage))
