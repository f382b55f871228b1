"""Words for the stages of learning and exam."""

from flask_babel import gettext as _

from domain.stages import ExamStage


def stage_words(stage: str) -> str:
    """What people call a stage; one that nobody knows any more keeps its code."""
    return {
        ExamStage.RECRUITED.value: _("招募"),
        ExamStage.IN_CLASS.value: _("入班"),
        ExamStage.STUDYING.value: _("在学"),
        ExamStage.PAID.value: _("已报名缴费"),
        ExamStage.SAT.value: _("参考"),
        ExamStage.PASSED.value: _("通过"),
        ExamStage.REVIEWED.value: _("考后核查"),
        ExamStage.CERTIFIED.value: _("证书"),
        ExamStage.REGISTERED.value: _("登记"),
        ExamStage.LEFT.value: _("离开"),
    }.get(stage, stage)
