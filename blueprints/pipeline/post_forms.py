"""Forms of posts and stations."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from actions.posts import Terms
from blueprints.pipeline.fields import YearsField
from blueprints.pipeline.forms import LONGEST_WHY, TOO_LONG
from blueprints.web.fields import DayField
from blueprints.web.forms import Form, one_line, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.pipeline import engaged_words
from blueprints.words.stages import stage_words, station_words
from content.rule_kinds import StationCertificate
from content.rules import Rule
from domain.spells import anniversary
from domain.stages import PostKind
from models.pipeline import Post, Station

KINDS = tuple(kind for kind in PostKind if kind is not PostKind.NONE)
STATIONS = (PostKind.STATION, PostKind.ELDER, PostKind.RELIEF, PostKind.WELFARE, PostKind.VILLAGE)
LONGEST_NAME = 80
PAID = ("bought", "hired")
NEITHER = "neither"
"""A volunteer, a village cadre: nobody buys or hires them."""


class PostForm(Form):
    """The terms of one post."""

    kind = RadioField(_l("哪种岗位"), [InputRequired(_l("选一种岗位"))], validate_choice=False)
    station = SelectField(_l("在哪个站点"), [Optional()], validate_choice=False)
    engaged = RadioField(_l("怎么请的"), [InputRequired(_l("选一种"))], validate_choice=False)
    started_on = DayField(_l("哪天开始"), [InputRequired(_l("填开始的日期"))])
    contract_ends_on = DayField(_l("合同哪天到期"), [Optional()])
    funding_ends_on = DayField(_l("经费到哪天"), [Optional()])
    cert_years = YearsField(_l("合同写了几年内要拿证"), _l("填年数，1 到 9；没写就空着"))
    seen = HiddenField()

    def offer(self, stations: list[Station], rule: Rule | None, today: date) -> None:
        """Set what may be chosen; `rule` is what this region says about the certificate."""
        self._today = today
        self._stations = {str(one.uid): one for one in stations}
        self.kind.choices = options(*((one.value, stage_words(one)) for one in KINDS))
        places = ((uid, f"{one.region.name} {one.name}") for uid, one in self._stations.items())
        self.station.choices = options(("", _("没有站点，或者还没录入")), *places)
        ways = [(one, engaged_words(one)) for one in PAID]
        self.engaged.choices = options(*ways, (NEITHER, _("都不是，比如志愿者、村干部")))
        data = rule.data if rule else None
        if isinstance(data, StationCertificate):
            self.cert_years.least, self.cert_years.most = data.least_years, data.most_years
            self.cert_years.words = _(
                "这里规定 %(a)d 到 %(b)d 年，填其中一个；没写就空着",
                a=data.least_years,
                b=data.most_years,
            )

    def validate_kind(self, field: RadioField) -> None:
        """One of the kinds."""
        if field.data not in set(KINDS):
            raise ValidationError(_("选一种岗位"))

    def validate_engaged(self, field: RadioField) -> None:
        """One of the two ways, or neither."""
        if field.data not in {*PAID, NEITHER}:
            raise ValidationError(_("选一种"))

    def validate_station(self, field: SelectField) -> None:
        """A station of this county."""
        if field.data and field.data not in self._stations:
            raise ValidationError(_("从列表里选一个站点"))

    def validate_started_on(self, field: DayField) -> None:
        """Not before its time: who has a post on paper is counted as having one."""
        if field.data and field.data > self._today:
            raise ValidationError(_("还没到这一天，到了那天再记"))

    def validate_contract_ends_on(self, field: DayField) -> None:
        """Not before it starts."""
        self._not_before(field)

    def validate_funding_ends_on(self, field: DayField) -> None:
        """Not before it starts."""
        self._not_before(field)

    def _not_before(self, field: DayField) -> None:
        started = self.started_on.data
        if field.data and started and field.data < started:
            raise ValidationError(_("这个日期比开始的日期还早，改一改"))

    @property
    def terms(self) -> Terms:
        """What was filled in."""
        station = self._stations.get(self.station.data or "")
        started = self.started_on.data or date.min
        years = self.cert_years.data
        return Terms(
            kind=PostKind(self.kind.data),
            started_on=started,
            station_id=station.id if station else None,
            engaged="" if self.engaged.data == NEITHER else self.engaged.data,
            contract_ends_on=self.contract_ends_on.data,
            funding_ends_on=self.funding_ends_on.data,
            cert_due_on=anniversary(started, years) if years else None,
        )


class EndForm(Form):
    """On which day a post ended, and why."""

    ended_on = DayField(_l("哪天结束"), [InputRequired(_l("填结束的日期"))])
    why = StringField(
        _l("为什么结束"),
        [DataRequired(_l("写一句为什么结束")), Length(max=LONGEST_WHY, message=TOO_LONG)],
        filters=[one_line],
        description=_l("比如“合同到期”“换到别的站”。不写病名。"),
    )
    seen = HiddenField()

    def since(self, started: date, today: date) -> None:
        """The days between which it may lie."""
        self._started, self._today = started, today

    def validate_ended_on(self, field: DayField) -> None:
        """Between its beginning and today."""
        if field.data and not self._started <= field.data <= self._today:
            raise ValidationError(_("从开始那天到今天，填其中一天"))


class StationForm(Form):
    """A place that has posts."""

    name = StringField(
        _l("站点名称"),
        [DataRequired(_l("写站点的名称")), Length(max=LONGEST_NAME, message=_l("最多写 80 个字"))],
        filters=[one_line],
    )
    kind = RadioField(_l("哪种站点"), [InputRequired(_l("选一种"))], validate_choice=False)
    region = SelectField(_l("在哪里"), [InputRequired(_l("选一个地方"))], validate_choice=False)

    def offer(self, regions: list[Any]) -> None:
        """Set where it may stand: (code, name)."""
        self._codes = {code for code, _name in regions}
        self.kind.choices = options(*((one.value, station_words(one)) for one in STATIONS))
        self.region.choices = options(*regions)

    def validate_kind(self, field: RadioField) -> None:
        """One of the kinds that have stations."""
        if field.data not in set(STATIONS):
            raise ValidationError(_("选一种"))

    def validate_region(self, field: SelectField) -> None:
        """A place of this county."""
        if field.data not in self._codes:
            raise ValidationError(_("选一个地方"))


def filled(post: Post) -> dict[str, object]:
    """A post as its form shows it."""
    due = post.cert_due_on
    return {
        "kind": post.kind,
        "station": str(post.station.uid) if post.station else "",
        "engaged": post.engaged or NEITHER,
        "started_on": post.started_on,
        "contract_ends_on": post.contract_ends_on,
        "funding_ends_on": post.funding_ends_on,
        "cert_years": due.year - post.started_on.year if due else None,
        "seen": post.at.isoformat(),
    }
