"""Words for the keys and values of rules and of the log's details, as far as there are any."""

import re
from typing import Final

from flask_babel import gettext as _

from blueprints.web.lazy import lazy_gettext as _l

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\+08:00)?")


def key_words(key: str) -> str:
    """A key, each of its parts in words; a part without words stands for itself."""
    return "".join(str(KEYS.get(part, f"{part} ")) for part in key.split(".")).strip()


def value_words(value: str) -> str:
    """What a key says: codes in words, moments as they are read."""
    parts = [str(VALUES.get(part, part)) for part in value.split("、")]
    return _MOMENT.sub(r"\1 \2", _("、").join(parts))


KEYS: Final = {
    "year": _l("年份"),
    "levels": _l("级别"),
    "level": _l("级别"),
    "status": _l("状态"),
    "notice": _l("通知"),
    "exam_days": _l("考试日"),
    "windows": "",
    "sessions": _l("场次"),
    "registration": _l("报名"),
    "check": _l("审核"),
    "payment": _l("缴费"),
    "ticket": _l("准考证"),
    "results": _l("成绩"),
    "opens": _l("开始"),
    "closes": _l("截止"),
    "results_planned": _l("成绩大约什么时候"),
    "history": _l("往年"),
    "fen": _l("费用（分）"),
    "paper": _l("科目"),
    "day": _l("第几天"),
    "starts": _l("开始"),
    "ends": _l("结束"),
    "topic": _l("题目"),
    "text": _l("内容"),
    "steps": _l("步骤"),
    "usual_days": _l("停多少天算久"),
    "settled_by": _l("办成就不退回的步骤"),
    "name": _l("名称"),
    "months": _l("月份"),
    "load": _l("学多少"),
    "region": _l("地区"),
    "from": _l("生效"),
    "to": _l("失效"),
    "source": _l("来源"),
    "document": _l("文件"),
    "article": _l("条款"),
    "confidence": _l("可靠程度"),
    "note": _l("说明"),
    "checked_on": _l("核对日"),
    "track": _l("进度线"),
    "stage": _l("阶段"),
    "before": _l("原来"),
    "role": _l("身份"),
    "places": _l("名额"),
    "purpose": _l("用途"),
    "rules": _l("规则"),
    "wish": _l("要不要"),
    "epoch": _l("第几轮"),
    "minutes": _l("分钟"),
    "people": _l("人数"),
    "kind": _l("哪一种"),
    "part": _l("哪一处"),
    "fields": _l("改了哪几项"),
    "monday": _l("哪一周"),
}


VALUES: Final = {
    "junior": _l("初级"),
    "middle": _l("中级"),
    "senior": _l("高级"),
    "announced": _l("公布了"),
    "unannounced": _l("未公布"),
    "held": _l("考完了"),
    "cancelled": _l("不考"),
    "high": _l("可靠"),
    "mid": _l("大致可靠"),
    "low": _l("要再确认"),
    "light": _l("少学，农忙"),
    "heavy": _l("多学，农闲"),
    "exam": _l("学习和考试"),
    "post": _l("岗位"),
    "founding": _l("办机构"),
    "trainee": _l("学员"),
    "mentor": _l("带班老师"),
    "manager": _l("机构主管"),
    "bureau": _l("党委社会工作部"),
    "civil": _l("民政局"),
    "author": _l("内容作者"),
    "admin": _l("系统管理员"),
    "volunteer": _l("志愿者"),
    "village_cadre": _l("村（社区）干部"),
    "station": _l("社工站"),
    "elder_centre": _l("养老中心"),
    "relief_station": _l("救助站"),
    "learning-data": _l("学习情况给机构和带班老师看"),
    "named-lists": _l("名单里写我的名字，交给主管部门"),
}
