"""持证台账: who holds what, looked at by whom, registered until when, with how many hours."""

from datetime import date

from flask_babel import gettext as _

from actions.credentials import masked, number_of
from blueprints.papers.head import head_of
from blueprints.papers.paper import Paper
from blueprints.papers.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.papers import paper_title
from blueprints.words.staff import certificate_words, check_words, reason_words
from content.rules_build import certificate_rules, certificate_terms
from domain.certificate import term_ends
from domain.continuing import Lesson, progress, term_of
from domain.standing import Check, Held, check_of, counts
from models.credential_queries import certificates_seen, hours_of, members_of
from models.credentials import CertificateCheck
from models.people import Person
from models.road import Certificate


def ledger(one: Scope, *, whole: bool = False) -> Paper:
    """The paper; numbers are whole only in a file that somebody asked for."""
    query = certificates_seen(actor(), now())
    query = query.where(Certificate.person_id.in_(members_of(one.agency.id, now())))
    found = db().execute(query.order_by(Person.name, Certificate.id)).all()
    lessons = _lessons({person.id for _row, person, _check, _day in found})
    rows = [
        [number, *_row(one, row, lessons.get(row[1].id, []), whole=whole)]
        for number, row in enumerate(found, 1)
    ]
    table = Table(paper_title("ledger"), _columns(), rows, now(), note=_("没核对的也列出，写明了"))
    return Paper(
        title=table.title,
        head=head_of(one, _("全部持证人员")),
        at=now(),
        table=table,
        empty=_("还没有人录证书，所以是空表。"),
        signs=[_("填表人："), _("核对人：")],
    )


Row = tuple[Certificate, Person, CertificateCheck | None, date | None]


def _row(one: Scope, row: Row, lessons: list[Lesson], *, whole: bool) -> list[Cell]:
    held, person, check, registered_on = row
    terms, education = certificate_terms(one.book, one.region_code, one.today)
    plain = Held(held.level, held.passed_on, held.at)
    checks = [Check(agreed=check.agreed, at=check.at)] if check else []
    days = [registered_on] if registered_on else []
    rules = certificate_rules(one.book, one.region_code, one.today)
    _good, reason = counts(plain, checks, days, rules, one.today)
    term = term_of(
        terms, education, passed_on=held.passed_on, registered_on=registered_on, today=one.today
    )
    done = progress(education, held.level, term, lessons)
    number = number_of(held, house().keyring)
    return [
        person.name,
        certificate_words(held.level),
        number if whole else masked(number),
        held.passed_on,
        registered_on,
        term_ends(terms, registered_on) if registered_on else None,
        done.done,
        done.short,
        check_words(check_of(plain, checks)),
        reason_words(reason),
    ]


def _lessons(people: set[int]) -> dict[int, list[Lesson]]:
    found: dict[int, list[Lesson]] = {}
    for row in db().scalars(hours_of(people)):
        found.setdefault(row.person_id, []).append(Lesson(row.day, row.minutes))
    return found


def _columns() -> list[Column]:
    return [
        Column(_("序号"), _("从 1 数起"), 6, numeric=True),
        Column(_("姓名"), _("持证的人"), 12),
        Column(_("证书"), _("级别和名称"), 22),
        Column(_("证书编号"), _("平时只写后四位"), 18),
        Column(_("批准日期"), _("证书上写的"), 14),
        Column(_("登记日期"), _("最近一次登记"), 14),
        Column(_("登记到期"), _("登记满三年的日子"), 14),
        Column(_("已学学时"), _("这个登记周期里的继续教育"), 10, numeric=True),
        Column(_("还差学时"), _("到再登记还差多少"), 10, numeric=True),
        Column(_("核对"), _("第二个人看过没有；没看过不算持证"), 10),
        Column(_("算不算持证"), _("按当地规则，今天算不算，为什么"), 26),
    ]
