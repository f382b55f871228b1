"""What the sample pages of scripts/gallery.py show: one thing of every shape a macro takes."""

from types import SimpleNamespace as Thing
from typing import Any

from wtforms import Form, fields
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

NAV = (
    ("今天", "calendar", 0),
    ("课程", "book", 0),
    ("练习", "pencil", 0),
    ("路线", "road", 0),
    ("我的", "people", 2),
)
WEEK = (
    ("一", "studied"),
    ("二", "studied"),
    ("三", "rest"),
    ("四", "today"),
    *((d, "") for d in "五六日"),
)
CASE = (
    "独居的王奶奶 78 岁，腿脚不便。社工小陈第三次走访，谈到请人帮忙买菜，她摆摆手："
    "“孩子们都忙，不想再拖累他们。”"
)
OPTIONS = (
    ("A", "“您别多想，孩子们不会嫌您的。”", "急着安慰，把情绪盖了过去。"),
    ("B", "“您担心拖累孩子，心里不好受。”", "说出了她的感受和原因，是同理。"),
    ("C", "“买菜好办，我帮您联系人。”", "直接给办法，跳过了感受。"),
)
STATES = ("answered",) * 4 + ("flagged",) + ("answered",) + ("blank",) * 14
CURRENT = 7
STAGES = (
    ("入班", 164, 0, "2024 年起累计"),
    ("在学", 128, 12, "转化 78%，中位 6 天"),
    ("通过考试", 33, 0, "转化 45%，上一考季"),
)
RULE = Thing(
    source="人社部",
    document="社会工作者职业资格考试实施办法",
    article="第九条",
    checked_on="2026-03-01",
    confidence="low",
)


def rows(*labels: str) -> list[SelectChoice]:
    """Choices whose value is their label."""
    return [SelectChoice(label) for label in labels]


class Questions(Form):
    """One field of every kind; sent empty, each shows its error."""

    phone = fields.StringField("手机号", description="用来登录，别人看不到")
    village = fields.StringField("村名", [Optional()])
    story = fields.TextAreaField("这次做了什么")
    degree = fields.SelectField("学历", choices=rows("高中", "大专", "本科"))
    since = fields.DateField("从哪天开始做这份工作", description="例如 2021-03-01")
    post = fields.RadioField("现在做什么", choices=rows("村干部", "种地", "开店"))
    help = fields.SelectMultipleField("要什么帮助", choices=rows("报名", "学习"))
    agree = fields.BooleanField("带班老师可以看我学到哪里，看不到我记的笔记")


def questions(failed: bool) -> Questions:
    """The form as first shown, or as sent back."""
    form = Questions(data={"post": "种地", "help": ["报名"]})
    for field in form if failed else ():
        field.errors = [f"{field.label.text[:8]}：填好这一处"]
    return form


def item(kind: str) -> Thing:
    """A question in the shape content/ gives."""
    return Thing(
        kind=kind,
        case=CASE,
        stem="小陈的下列回应，最能体现“同理”技巧的是（　）。",
        options=[Thing(id=i, text=text, reason=reason) for i, text, reason in OPTIONS],
        key={"B"} if kind == "single" else {"A", "B"},
        explanation="先回应感受，再谈办法。",
        sources=[Thing(document="社会工作者职业道德指引", version="2012", article="第七条")],
    )


def context(**more: Any) -> dict[str, Any]:
    """What the application gives to every template, and what the sample pages need."""
    shell = {"locale": "zh-CN", "theme": "auto", "text_size": "m"}
    return {
        **shell,
        "actor": None,
        "nav": [
            Thing(href="#", label=label, icon=icon, current=icon == "calendar", badge=badge)
            for label, icon, badge in NAV
        ],
        "days": [Thing(label=label, **{state or "none": True}) for label, state in WEEK],
        "cells": [
            Thing(number=n, href="#", current=n == CURRENT, state=state)
            for n, state in enumerate(STATES, 1)
        ],
        "rule": RULE,
        "stages": [
            Thing(label=label, count=count, stuck=stuck, note=note, href="#")
            for label, count, stuck, note in STAGES
        ],
        "item": item,
        "questions": questions,
        **more,
    }
