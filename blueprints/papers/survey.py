"""摸底表: who studies, who may come, what education they have, and from which year they may sit."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from blueprints.papers.head import head_of
from blueprints.papers.paper import Paper
from blueprints.papers.scope import Scope
from blueprints.web.db import db, now
from blueprints.web.login import actor
from blueprints.web.workbook import Cell, Column, Table
from blueprints.words.papers import paper_title
from blueprints.words.road import education_words, verdict_words
from blueprints.words.stages import stage_words
from content.rules_build import eligibility_rules, next_sitting
from domain.eligibility import Facts, Level, Rules, may_sit
from domain.eligibility_answers import facts_from, open_questions
from domain.recruiting import first_facts
from models.paper_queries import answers_in, open_candidates, posts_in, still_here, trainees_in
from models.pipeline import Candidate


def survey(one: Scope) -> Paper:
    """The paper."""
    rows = [*_trainees(one), *([] if one.study_class else _candidates(one))]
    table = Table(
        title=paper_title("survey"),
        columns=_columns(),
        rows=[[number, *row] for number, row in enumerate(rows, 1)],
        at=now(),
        note=_("学员和报名意向都在内；身份证号这里不收，要的话自己填"),
    )
    return Paper(
        title=table.title,
        head=head_of(one, one.study_class.name if one.study_class else _("全部")),
        at=now(),
        table=table,
        empty=_("还没有学员，也没有登记的意向，所以是空表。"),
        signs=[_("填表人："), _("机构盖章：")],
    )


def _columns() -> list[Column]:
    return [
        Column(_("序号"), _("从 1 数起"), 6, numeric=True),
        Column(_("姓名"), _("本人填的姓名"), 12),
        Column(_("来源"), _("学员，或者还没入班的意向"), 8),
        Column(_("乡镇、村"), _("名册里记的住处"), 20),
        Column(_("学历"), _("本人在报考条件里填的，没填就空"), 14),
        Column(_("现在的岗位"), _("机构记的岗位"), 18),
        Column(_("能不能报初级"), _("按现在的规则和本人的回答算，以审核为准"), 24),
        Column(_("手机尾号"), _("只写后四位"), 10),
        Column(_("备注"), _("自己填"), 16),
    ]


def _trainees(one: Scope) -> list[list[Cell]]:
    own = trainees_in(actor(), one.agency.id, one.class_id, now())
    found = db().execute(still_here(own)).all()
    people = {row.person_id: (row, home) for row, home in found}
    answers = _answers(set(people))
    posts = {row.person_id: row for row in db().scalars(posts_in(people, one.agency.id))}
    judge = _Judge(one)
    return [
        [
            row.person.name,
            _("学员"),
            _place(home, row.person.village),
            education_words(answers.get(key, {}).get("education", "")),
            _post(posts.get(key)),
            judge.words(answers.get(key, {})),
            row.person.phone_tail,
            "",
        ]
        for key, (row, home) in people.items()
    ]


def _candidates(one: Scope) -> list[list[Cell]]:
    judge = _Judge(one)
    return [
        [
            row.name,
            _("意向"),
            _place(home, row.village),
            education_words(row.education),
            row.runs,
            judge.first(row),
            row.phone_tail,
            "",
        ]
        for row, home in db().execute(open_candidates(one.agency.id))
    ]


class _Judge:
    """Says from which year somebody may sit, by the rules of one region read once."""

    def __init__(self, one: Scope) -> None:
        sitting = next_sitting(one.book, one.region_code, Level.JUNIOR, one.today)
        self.year = sitting.year if sitting else one.today.year + 1
        self.years: Mapping[int, Rules] = eligibility_rules(one.book, one.region_code, self.year)
        self.one = one

    def words(self, answers: Mapping[str, str]) -> str:
        """The answer, or that something is not told yet."""
        facts = facts_from(answers, self.one.region_code)
        if not answers or open_questions(answers, facts, self.years[self.year]):
            return _("还没填完")
        return self._said(facts)

    def first(self, row: Candidate) -> str:
        """The first answer about a candidate, the same as in their list."""
        told = (row.education, row.major, row.years)
        return self._said(first_facts(*told, self.one.region_code, self.one.today))

    def _said(self, facts: Facts) -> str:
        return verdict_words(may_sit(Level.JUNIOR, self.year, facts, self.years, self.one.today))


def _answers(people: set[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for row in db().scalars(answers_in(people)):
        found.setdefault(row.person_id, {})[row.question] = row.answer
    return found


def _place(home: Any, village: str) -> str:  # noqa: ANN401
    return f"{home.name if home else ''}{village}"


def _post(row: Any) -> str:  # noqa: ANN401
    if row is None:
        return ""
    return row.station.name if row.station else stage_words(row.kind)
