"""Words for what people are told, on the page and in a mail."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.web.language import LANGUAGES
from blueprints.words.days import short_day

About = Mapping[str, Any]


def notice_words(kind: str, about: About) -> str:
    """One notice in a sentence; a kind without words says where to look."""
    speak = _kinds().get(kind)
    return speak(about) if speak else _("有新消息，点开看看")


def _kinds() -> dict[str, Callable[[About], str]]:
    return {
        "silence": lambda a: _("有 %(n)s 位学员好些天没学了，问一声", n=a.get("people", 1)),
        "message": lambda a: _("有 %(n)s 条新留言", n=a.get("n", 1)),
        "waiting": lambda a: _("有 %(n)s 人等你确认加入", n=a.get("n", 1)),
        "asked-in": lambda _a: _("有机构请你加入，去不去你说了算"),
        "certificate": _certificate,
        "backup-late": _backup_late,
        "disk-low": lambda _a: _("服务器的硬盘快满了，满了就存不上东西，去看看"),
        "named-list": lambda _a: _("主管部门看过一份有你名字的名单"),
        "factor-reset": lambda _a: _("你的第二道验证被重置了，请重新设置"),
        "team-registered": lambda _a: _("你的筹备组登记成机构了，看看接着办什么"),
        "paper-ending": lambda _a: _("筹备组有一份材料快到期了，去看看"),
        "role-changed": lambda _a: _("你的权限有变化"),
    }


def _backup_late(about: About) -> str:
    if about.get("never"):
        return _("还没有一份核对过的备份，看看怎么做")
    return _("26 小时里没有一份核对过的备份，去看看")


def _certificate(about: About) -> str:
    if about.get("agreed"):
        return _("你的证书核对好了")
    return _("你的证书材料要补一下，看看老师写的原因")


def speaker(app: Flask) -> Callable[[str, str, About], tuple[str, str]]:
    """Puts mails into words, outside of any request: language, kind and what it is about."""
    base = app.extensions["house"].settings.base_url

    def speak(language: str, kind: str, about: About) -> tuple[str, str]:
        locale = LANGUAGES.get(language, LANGUAGES["zh"])
        with app.app_context(), force_locale(locale):
            return _code_mail(about) if kind == "code" else _notices_mail(about, base)

    return speak


def _code_mail(about: About) -> tuple[str, str]:
    words = _(
        "验证码：%(code)s。30 分钟内填到网页上。不是你在填，就不用管这封信。", code=about["code"]
    )
    return _("扎根：核对邮箱的验证码"), words


def _notices_mail(about: About, base: str) -> tuple[str, str]:
    rows = about["notices"]
    lines = [f"- {notice_words(one['kind'], one['about'])}" for one in rows]
    ends = (
        _("打开看：%(url)s", url=f"{base}/notices"),
        _("不想收信：%(url)s", url=f"{base}/me/notices"),
    )
    return _("扎根：有 %(n)d 件事等你看", n=len(rows)), "\n".join([*lines, "", *ends])


def window_words(name: str, day: date) -> str:
    """When a window of the sitting closes, for a group."""
    words = {
        "registration": _("网上报名"),
        "check": _("资格核查"),
        "payment": _("报名缴费"),
        "ticket": _("打印准考证"),
        "results": _("查成绩"),
    }
    what = words.get(name, _("报名手续"))
    return _("%(what)s %(day)s 截止。", what=what, day=short_day(day))
