"""The certificates a person holds, and what falls due for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from actions.credentials import masked, number_of
from blueprints.web.db import db
from blueprints.web.house import house
from blueprints.web.traveller import Traveller
from blueprints.words.days import long_day
from blueprints.words.road import level_words
from content.rules_build import certificate_terms
from domain.certificate import CertificateStep, Holder, next_step
from domain.continuing import Lesson, Progress, progress, term_of
from domain.standing import Check, CheckCode, Held, check_of
from models.credential_queries import hours_of, last_checks_of, uploads_about
from models.credentials import CertificateCheck, Upload
from models.road import Certificate
from models.road_queries import certificates_of, registrations_of


@dataclass(frozen=True, slots=True)
class Holding:
    """One certificate: since when, registered when, and what is next in a sentence."""

    level: str
    name: str
    passed_on: str
    registered_on: str
    words: str
    may_register: bool
    checked: CheckCode
    check: CertificateCheck | None
    number: str
    evidence: Upload | None
    hours: Progress


def holdings(me: Traveller) -> list[Holding]:
    """Every certificate of a person with its next step, its check and its hours."""
    last: dict[int, date] = {}
    for row in db().scalars(registrations_of(me.person_id)):
        last.setdefault(row.certificate_id, row.registered_on)
    checks = {row.certificate_id: row for row in db().scalars(last_checks_of(me.person_id))}
    uploads = {row.id: row for row in db().scalars(uploads_about(me.person_id))}
    lessons = [Lesson(row.day, row.minutes) for row in db().scalars(hours_of([me.person_id]))]
    return [
        _holding(
            me, row, last.get(row.id), checks.get(row.id), uploads.get(row.upload_id or 0), lessons
        )
        for row in db().scalars(certificates_of(me.person_id))
    ]


def _holding(
    me: Traveller,
    row: Certificate,
    registered_on: date | None,
    check: CertificateCheck | None,
    evidence: Upload | None,
    lessons: Sequence[Lesson],
) -> Holding:
    terms, hours = certificate_terms(me.book, me.region, me.today)
    step = next_step(terms, hours, Holder(row.level, row.passed_on, registered_on), me.today)
    term = term_of(
        terms, hours, passed_on=row.passed_on, registered_on=registered_on, today=me.today
    )
    said = [Check(agreed=check.agreed, at=check.at)] if check else []
    return Holding(
        level=row.level,
        name=level_words(row.level),
        passed_on=long_day(row.passed_on),
        registered_on=long_day(registered_on) if registered_on else "",
        words=_step_words(step),
        may_register=step.code != "not-asked",
        checked=check_of(Held(row.level, row.passed_on, row.at), said),
        check=check,
        number=masked(number_of(row, house().keyring)),
        evidence=evidence,
        hours=progress(hours, row.level, term, lessons),
    )


def _step_words(step: CertificateStep) -> str:
    due = long_day(step.due) if step.due else ""
    opens = long_day(step.opens) if step.opens else ""
    return {
        "not-asked": _("这里不要求登记，什么也不用办。"),
        "ask-the-bureau": _("要不要登记，没有查到。先打电话问县委社会工作部或民政局。"),
        "register": _("%(day)s以前去登记。", day=due),
        "register-late": _("登记的期限是 %(day)s，已经过了。打电话问还能不能补办。", day=due),
        "hold": _("登记有效到 %(due)s。%(opens)s起可以再登记。", due=due, opens=opens),
        "renew": _("%(day)s以前去再登记，带上继续教育证明。", day=due),
        "renew-late": _("登记到 %(day)s为止，已经过了。打电话问怎样补办。", day=due),
    }[step.code]
