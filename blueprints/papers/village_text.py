"""What the village's papers say.

Checked against: 志愿服务条例 (国务院令第685号) articles 2, 3, 21 and 25 (unpaid, nothing taken from
the person served); 慈善法 2023 article 22 (public fund-raising needs a licence); 未成年人保护法
2024 article 11 (report at once); 社会工作者职业道德指引 (confidentiality, self-determination).
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from blueprints.papers.paper import Paper, Part
from blueprints.papers.scope import Scope
from blueprints.web.db import now
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.days import month_words
from blueprints.words.papers import village_title
from blueprints.words.stages import stage_words
from domain.halves import Month
from models.people import Person
from models.pipeline import Post
from models.places import Region

BLANK = "________"
PHONE_BLANK = "______________"


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a paper is about, with home and post where they are on record, and for which month."""

    person: Person | None
    home: Region | None
    post: Post | None
    month: Month

    @property
    def name(self) -> str:
        """The name, or room to write it."""
        return self.person.name if self.person else BLANK

    @property
    def village(self) -> str:
        """Township and village, or room to write them."""
        if self.person is None:
            return BLANK
        place = f"{self.home.name if self.home else ''}{self.person.village}"
        return place or BLANK

    @property
    def post_words(self) -> str:
        """The post, or room to write it."""
        if self.post is None:
            return BLANK
        return self.post.station.name if self.post.station else stage_words(self.post.kind)

    @property
    def args(self) -> dict[str, Any]:
        """What the address of this paper holds."""
        found: dict[str, Any] = {"month": self.month.text}
        return {**found, "person": str(self.person.uid)} if self.person else found


def what_we_do(one: Scope, whom: Whom) -> Paper:
    """One page for a village secretary."""
    del whom
    return Paper(
        title=village_title("what-we-do"),
        head=[(_("机构"), one.agency.name), (_("县"), one.region.name), (_("电话"), _phone(one))],
        at=now(),
        before=[
            Part(_("社工能做的"), lines=_can()),
            Part(_("社工不做的"), lines=_cannot()),
            Part(_("村里帮这几样就够"), lines=_asked()),
            Part(_("马上要报告的"), [_urgent()]),
        ],
        sources=[
            _(
                "依据：志愿服务条例、慈善法（2023）、未成年人保护法（2024）、社会工作者职业道德指引。"
            )
        ],
    )


def agreement(one: Scope, whom: Whom) -> Paper:
    """The three-party agreement: village committee, agency, and the trainee or worker."""
    return Paper(
        title=_(
            "村委会、机构、%(name)s三方协议", name=whom.person.name if whom.person else _("学员")
        ),
        head=[
            (_("甲方（村民委员会）"), whom.village),
            (_("乙方（机构）"), one.agency.name),
            (_("丙方（学员或社工）"), whom.name),
        ],
        at=now(),
        before=[
            Part(_("一、做什么"), [_what(whom)]),
            Part(_("二、甲方"), lines=_committee()),
            Part(_("三、乙方"), lines=_agency()),
            Part(_("四、丙方"), lines=_worker()),
            Part(_("五、别的"), lines=_rest(one)),
        ],
        signs=[
            _("甲方（盖章）和日期："),
            _("乙方（盖章）和日期："),
            _("丙方（签字）和日期："),
        ],
    )


def monthly(one: Scope, whom: Whom) -> Paper:
    """The monthly sheet: one line a day, counts of people, nobody's name."""
    rows: list[list[Cell]] = [[day, "", "", "", ""] for day in whom.month.days]
    table = Table(village_title("monthly"), _day_columns(), rows, now())
    month = month_words(whom.month.year, whom.month.number)
    return Paper(
        title=table.title,
        head=[
            (_("月份"), month),
            (_("村"), whom.village),
            (_("机构"), one.agency.name),
            (_("姓名"), whom.name),
            (_("岗位"), whom.post_words),
        ],
        at=now(),
        before=[Part("", [_("“做什么”填号：%(kinds)s。", kinds=_("；").join(_kinds()))])],
        table=table,
        after=[
            Part(
                "",
                [
                    _("合计：%(b)s 天，%(b)s 小时，服务约 %(b)s 人次。", b=BLANK),
                    _("只写人数，不写服务对象的姓名和病情。"),
                ],
            )
        ],
        signs=[_("填表人："), _("村委会（签字或盖章）：")],
    )


def _can() -> list[str]:
    return [
        _("走访老人、留守儿童、困难户、残疾人家庭，听他们说，记下难处。"),
        _("帮人看懂政策、备齐材料，陪着去窗口办。"),
        _("办活动：老人活动、儿童课后陪伴、妇女小组、健康讲座。"),
        _("牵线搭桥：找志愿者、找医生、找学校、找帮扶项目。"),
        _("家里闹矛盾，陪着谈，劝双方坐下来。"),
        _("带村里的志愿者，排班、培训、记时长。"),
    ]


def _cannot() -> list[str]:
    return [
        _("不代替村干部办行政事务，不长期填表跑腿。"),
        _("不决定谁吃低保、谁拿补助，只帮着申请。"),
        _("不发钱，不替人保管钱、存折、银行卡，不代签字。"),
        _("不看病，不开药，不算命，不推销。"),
        _("不收服务对象的钱和礼，不在这里公开募捐。"),
        _("不把人家的私事讲出去，村里问，也只说人数。"),
    ]


def _asked() -> list[str]:
    return [
        _("给一间能坐下来说话的屋子，每周固定半天。"),
        _("头一回入户，村干部带一带，介绍一声。"),
        _("每月看一次月报表，对得上就签字。"),
    ]


def _urgent() -> str:
    return _(
        "发现孩子受到侵害，或者有被侵害的危险，社工必须马上向公安、民政、教育部门报告，"
        "不用谁批准。有人要寻短见、打人伤人，先打 110 或 120。"
    )


def _what(whom: Whom) -> str:
    return _(
        "丙方在 %(village)s 学习和开展社会工作服务，岗位：%(post)s，"
        "从 %(b)s 年 %(b)s 月 %(b)s 日到 %(b)s 年 %(b)s 月 %(b)s 日，每周约 %(b)s 小时。",
        village=whom.village,
        post=whom.post_words,
        b="____",
    )


def _committee() -> list[str]:
    return [
        _("提供活动场地，帮丙方和村民认识。"),
        _("不安排丙方长期做与服务无关的行政事务。"),
        _("不要求丙方说出服务对象的私事。"),
        _("每月在月报表上签字。"),
    ]


def _agency() -> list[str]:
    return [
        _("安排带班老师，帮丙方备考，看实践记录。"),
        _("有报酬的，按时付：每月 %(b)s 元；没有报酬的，写明是志愿服务。", b=BLANK),
        _("丙方下户做有风险的服务，事先买意外保险。"),
        _("出了问题，由乙方先出面处理。"),
    ]


def _worker() -> list[str]:
    return [
        _("尊重每个人，问过本人再帮，不替人做主。"),
        _("保密：服务对象的事不外传，不拍照发群。"),
        _("不收服务对象的钱和礼。"),
        _("发现孩子受侵害，马上报告。"),
        _("按月交月报表。"),
    ]


def _rest(one: Scope) -> list[str]:
    return [
        _("三方都可以提前 30 天书面提出不再继续。"),
        _("没写到的，三方商量；商量不成，请乡镇（街道）协调。"),
        _(
            "本协议一式三份，三方各一份。签订地点：%(county)s%(b)s。",
            county=one.region.name,
            b=BLANK,
        ),
        _("这是样本，签之前请机构的法律顾问或司法所看一遍。"),
    ]


def _kinds() -> list[str]:
    return [
        _("1 走访"),
        _("2 办活动"),
        _("3 帮办手续"),
        _("4 牵线转介"),
        _("5 调解陪谈"),
        _("6 带志愿者"),
        _("7 学习开会"),
    ]


def _day_columns() -> list[Column]:
    return [
        Column(_("日期"), _("这个月的每一天"), 14),
        Column(_("小时"), _("做了几小时，路上不算"), 10),
        Column(_("做什么（填号）"), _("上面的号，可以填几个"), 18),
        Column(_("服务人数"), _("只写数，不写名字"), 12),
        Column(_("备注"), _("自己填，不写名字"), 24),
    ]


def _phone(one: Scope) -> str:
    return one.agency.phone or PHONE_BLANK
