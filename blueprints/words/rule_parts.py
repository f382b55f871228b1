"""Words for the keys and values of rules and of the log's details, as far as there are any."""

import re

from flask_babel import gettext as _

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\+08:00)?")


def key_words(key: str) -> str:
    """A key, each of its parts in words; a part without words stands for itself."""
    words = _keys()
    return "".join(words.get(part, f"{part} ") for part in key.split(".")).strip()


def value_words(value: str) -> str:
    """What a key says: codes in words, moments as they are read."""
    words = _values()
    parts = [words.get(part, part) for part in value.split("、")]
    return _MOMENT.sub(r"\1 \2", _("、").join(parts))


def _keys() -> dict[str, str]:
    return {
        "year": _("年份"),
        "levels": _("级别"),
        "level": _("级别"),
        "status": _("状态"),
        "notice": _("通知"),
        "exam_days": _("考试日"),
        "windows": "",
        "registration": _("报名"),
        "check": _("审核"),
        "payment": _("缴费"),
        "ticket": _("准考证"),
        "results": _("成绩"),
        "opens": _("开始"),
        "closes": _("截止"),
        "results_planned": _("成绩大约什么时候"),
        "history": _("往年"),
        "fen": _("费用（分）"),
        "paper": _("科目"),
        "day": _("第几天"),
        "starts": _("开始"),
        "ends": _("结束"),
        "topic": _("题目"),
        "text": _("内容"),
        "name": _("名称"),
        "months": _("月份"),
        "load": _("学多少"),
        "region": _("地区"),
        "from": _("生效"),
        "to": _("失效"),
        "source": _("来源"),
        "document": _("文件"),
        "article": _("条款"),
        "confidence": _("可靠程度"),
        "note": _("说明"),
        "checked_on": _("核对日"),
        "track": _("进度线"),
        "stage": _("阶段"),
        "before": _("原来"),
        "role": _("身份"),
        "places": _("名额"),
        "purpose": _("用途"),
        "rules": _("规则"),
        "wish": _("要不要"),
        "epoch": _("第几轮"),
        "minutes": _("分钟"),
        "people": _("人数"),
        "kind": _("哪一种"),
        "part": _("哪一处"),
        "fields": _("改了哪几项"),
        "monday": _("哪一周"),
    }


def _values() -> dict[str, str]:
    return {
        "junior": _("初级"),
        "middle": _("中级"),
        "senior": _("高级"),
        "announced": _("公布了"),
        "unannounced": _("未公布"),
        "held": _("考完了"),
        "cancelled": _("不考"),
        "high": _("可靠"),
        "mid": _("大致可靠"),
        "low": _("要再确认"),
        "light": _("少学，农忙"),
        "heavy": _("多学，农闲"),
        "exam": _("学习和考试"),
        "post": _("岗位"),
        "founding": _("办机构"),
        "trainee": _("学员"),
        "mentor": _("带班老师"),
        "manager": _("机构主管"),
        "bureau": _("党委社会工作部"),
        "civil": _("民政局"),
        "author": _("内容作者"),
        "admin": _("系统管理员"),
        "volunteer": _("志愿者"),
        "village_cadre": _("村（社区）干部"),
        "station": _("社工站"),
        "elder_centre": _("养老中心"),
        "relief_station": _("救助站"),
        "learning-data": _("学习情况给机构和带班老师看"),
        "named-lists": _("名单里写我的名字，交给主管部门"),
    }
