"""The rulebook as it holds: looked through, one rule with its source, what was entered over it."""

from collections.abc import Iterable
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.road import withdraw_rules
from blueprints.office.forms import ReasonForm
from blueprints.office.listing import page_of
from blueprints.office.part import bp, named_regions
from blueprints.web.db import db, now, one_or_404, writing
from blueprints.web.forms import narrow, sent
from blueprints.web.gates import allow
from blueprints.web.login import actor
from blueprints.web.rules import rules_now
from blueprints.words.office import kind_words
from blueprints.words.rule_parts import key_words, value_words
from blueprints.words.stages import stage_words
from content.rule_change import told
from content.rule_entry import COUNTRY, Rule, region_chain
from content.rule_kinds import KINDS
from domain.access import Act
from models.office_queries import PAGE, names_of, overrides, told_of
from models.road import RuleOverride

GLANCE = 40


@bp.get("/office/rules")
@allow(Act.RUN_HOUSE)
def rules() -> ResponseReturnValue:
    """Look through the rules in force, by kind and region; what was entered here is marked."""
    kind, region = request.args.get("kind", ""), narrow(request.args.get("region", ""))
    kind = kind if kind in KINDS else ""
    region = region if _is_code(region) else ""
    found = [rule for rule in _sorted() if _wanted(rule, kind, region)]
    after = request.args.get("after", "")
    rest = [rule for rule in found if rule.id > after]
    return render_template(
        "office/rules.html",
        rows=page_of(rest[: PAGE + 1], lambda rule: rule.id),
        total=len(found),
        kinds=sorted(((name, kind_words(name)) for name in KINDS), key=lambda pair: pair[1]),
        kind=kind,
        region=region,
        **_region_words(),
    )


@bp.get("/office/rules/<slug:rule_id>")
@allow(Act.RUN_HOUSE)
def rule(rule_id: str) -> ResponseReturnValue:
    """See one rule: what it says, where, since when, and what it rests on."""
    found = rules_now(db()).get(rule_id)
    if found is None:
        abort(404)
    entered = [
        row
        for row in db().scalars(overrides())
        if row.withdrawn_at is None and f'"{rule_id}"' in row.text
    ]
    return render_template(
        "office/rule.html",
        rule=found,
        lines=[(key_words(key), value_words(said)) for key, said in told(found)],
        entered=entered,
        **_region_words(),
    )


@bp.get("/office/rules/entered")
@allow(Act.RUN_HOUSE)
def entered_rules() -> ResponseReturnValue:
    """See everything entered over the files, in force or withdrawn, the newest first."""
    after = _row_after()
    rows = page_of(db().scalars(overrides(after).limit(PAGE + 1)).all(), lambda row: row.uid)
    names = _names(row.by for row in rows.shown)
    return render_template("office/entered_rules.html", rows=rows, names=names)


@bp.get("/office/rules/entered/<uid:override_id>")
@allow(Act.RUN_HOUSE)
def entered(override_id: UUID) -> ResponseReturnValue:
    """See one text that was entered, who entered and who withdrew it."""
    return _entered_page(_override(override_id), ReasonForm())


@bp.post("/office/rules/entered/<uid:override_id>")
@allow(Act.RUN_HOUSE)
def withdraw(override_id: UUID) -> ResponseReturnValue:
    """Take back what was entered; what the files say holds again at once."""
    row, form = _override(override_id), ReasonForm(sent())
    if not form.validate():
        return _entered_page(row, form)
    with writing() as session:
        withdraw_rules(session, row.uid, str(actor().uid), now(), form.reason.data or "")
    flash(_("收回了，马上按原来的规则算"), "ok")
    return redirect(url_for("office.entered", override_id=override_id), 303)


def _sorted() -> list[Rule]:
    return sorted(rules_now(db()).rules, key=lambda one: one.id)


def _wanted(one: Rule, kind: str, region: str) -> bool:
    near = not region or one.region in set(region_chain(region))
    return near and (not kind or one.kind == kind)


def _is_code(text: str) -> bool:
    return len(text) == len(COUNTRY) and text.isascii() and text.isdigit()


def _region_words() -> dict[str, object]:
    return {
        "kind_words": kind_words,
        "region_words": named_regions(),
        "glance": _glance,
    }


def _glance(one: Rule) -> str:
    """The beginning of what a rule says; its id where it says it in numbers."""
    if one.kind == "agency-stage":
        return stage_words(str(one.value.get("stage")))
    said = (one.value.get(name) for name in ("title", "text", "name", "notice"))
    words = next((text for text in said if isinstance(text, str) and text), "")
    return f"{words[:GLANCE]}…" if len(words) > GLANCE else words or one.id


def _row_after() -> int | None:
    try:
        wanted = UUID(request.args.get("after", ""))
    except ValueError:
        return None
    return db().scalar(select(RuleOverride.id).where(RuleOverride.uid == wanted))


def _override(uid: UUID) -> RuleOverride:
    return one_or_404(select(RuleOverride).where(RuleOverride.uid == uid))


def _entered_page(row: RuleOverride, form: ReasonForm) -> ResponseReturnValue:
    log = db().scalars(told_of(row.uid)).all()
    page = render_template(
        "office/entered.html",
        row=row,
        form=form,
        log=log,
        names=_names([row.by, *(one.actor for one in log)]),
    )
    return page, 422 if form.errors else 200


def _names(by: Iterable[str]) -> dict[str, str]:
    """The names behind public ids; other words stand for themselves."""
    uids = []
    for text in set(by):
        try:
            uids.append(UUID(text))
        except ValueError:
            continue
    return {str(uid): name for uid, name in db().execute(names_of(uids))} if uids else {}
