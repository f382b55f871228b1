"""Joining an agency with an invite: one question a page, everything kept at the last one."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from actions.entry import CodeSpentError, known_invite, plain_code
from actions.joining import (
    Agreed,
    Newcomer,
    join_known,
    join_new,
    on_roster,
)
from actions.passwords import fits, hash_password
from actions.people import NameTakenError, find_person, withdraw
from blueprints.accounts.answers import Answers, add, answers_to, begin, forget
from blueprints.accounts.forms import (
    AgreeForm,
    CodeForm,
    ListsForm,
    LoginForm,
    NameForm,
    NewPasswordForm,
)
from blueprints.accounts.limits import note_dead_code, note_taken, stop_code_flood
from blueprints.accounts.part import bp
from blueprints.accounts.signing import sign_in
from blueprints.accounts.steps import (
    Step,
    code_in_address,
    dead,
    leave_if_in,
    question,
    step_of,
    steps,
    usable_invite,
)
from blueprints.web.db import db, now, writing
from blueprints.web.forms import sent
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor, actor_or_none
from blueprints.words.accounts import CONSENT_VERSION, consent_words
from domain.access import Act
from domain.consent import LEARNING_DATA, NAMED_LISTS
from domain.phone import normal_phone
from models.people import Person
from models.roster_queries import waiting_to_come_in

AFTER = "/road/eligibility"
"""The first thing asked of who has joined."""


@bp.route("/join", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def join() -> ResponseReturnValue:
    """Type the code of an invite."""
    form = CodeForm(sent())
    if request.method == "POST" and form.validate():
        code = plain_code(form.code.data or "")
        stop_code_flood(code)
        if db().scalars(known_invite(code)).one_or_none() is not None:
            return redirect(url_for("accounts.invited", code=code_in_address(code)), 303)
        note_dead_code(code)
        form.code.errors = [_("没有这个邀请码，看一下抄对了没有")]
    return render_template("accounts/join.html", form=form), 422 if form.errors else 200


@bp.route("/join/<code>", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def invited(code: str) -> ResponseReturnValue:
    """See who invites and what they will see, and agree to it."""
    leave_if_in(code)
    invite = usable_invite(code)
    form = AgreeForm(sent())
    if request.method == "POST" and form.validate():
        begin(code)
        return redirect(url_for("accounts.join_lists", code=code_in_address(code)), 303)
    form.agree.data = form.agree.data or answers_to(code) is not None
    page = render_template(
        "accounts/invited.html", form=form, invite=invite, code=code_in_address(code), steps=steps()
    )
    return page, 422 if form.errors else 200


@bp.route("/join/<code>/named-lists", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def join_lists(code: str) -> ResponseReturnValue:
    """Say whether lists for the bureau may name me."""
    step = step_of(code, "named-lists")
    form = ListsForm(sent(), data={"lists": step.answers.lists})
    if request.method == "POST" and form.validate():
        add(step.answers, lists=form.lists.data)
        after = "accounts.join_check" if actor_or_none() else "accounts.join_name"
        return redirect(url_for(after, code=step.code), 303)
    words = consent_words(NAMED_LISTS)
    return question("accounts/join_lists.html", step, form, words=words)


@bp.route("/join/<code>/name", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def join_name(code: str) -> ResponseReturnValue:
    """Say my name."""
    step = step_of(code, "name")
    form = NameForm(sent(), data={"name": step.answers.name})
    if request.method == "POST" and form.validate():
        add(step.answers, name=form.name.data or "")
        return redirect(url_for("accounts.join_login", code=step.code), 303)
    return question("accounts/join_name.html", step, form)


@bp.route("/join/<code>/login", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def join_login(code: str) -> ResponseReturnValue:
    """Say the phone number or the user name I will sign in with."""
    step = step_of(code, "login")
    form = LoginForm(sent(), data={"login": step.answers.login})
    if request.method == "POST" and form.validate():
        text = form.login.data or ""
        stop_code_flood(code)
        if find_person(db(), text, house().keyring) is None or _expected(step, text):
            add(step.answers, login=text)
            return redirect(url_for("accounts.join_password", code=step.code), 303)
        note_taken()
        form.login.errors = [_taken_words()]
    return question("accounts/join_login.html", step, form)


@bp.route("/join/<code>/password", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def join_password(code: str) -> ResponseReturnValue:
    """Choose a password, which makes the account and takes the place."""
    done = _done_before(code)
    if done:
        return done
    step = step_of(code, "password")
    own = (step.answers.name, step.answers.login)
    form = NewPasswordForm(sent(), own_words=own)
    if request.method == "POST" and form.validate():
        return _make_account(step, form.password.data or "")
    return question("accounts/join_password.html", step, form, phone=normal_phone(own[1]))


@bp.route("/join/<code>/check", methods=["GET", "POST"])
@allow(Act.PUBLIC)
def join_check(code: str) -> ResponseReturnValue:
    """Look once more before joining with the account I have."""
    step = step_of(code, "check")
    if request.method == "GET":
        return render_template("accounts/join_check.html", step=step)
    me, agency = actor().id, step.invite.agency.name
    try:
        with writing() as session:
            if step.answers.lists == "no":
                withdraw(session, me, NAMED_LISTS, at=now())
            join_known(session, code, me, _agreed(step.answers), at=now())
    except CodeSpentError:
        abort(dead(code))
    forget()
    if _waits(me):
        flash(_("告诉%(agency)s了，等他们确认", agency=agency), "ok")
        return redirect(url_for("roster.my_waiting"), 303)
    flash(_("加入了%(agency)s", agency=agency), "ok")
    return redirect(AFTER, 303)


def _make_account(step: Step, password: str) -> ResponseReturnValue:
    hashed = hash_password(password)
    try:
        with writing() as session:
            person = join_new(
                session,
                step.code,
                _newcomer(step.answers, hashed),
                _agreed(step.answers),
                keyring=house().keyring,
                at=now(),
            )
    except CodeSpentError:
        abort(dead(step.code))
    except NameTakenError:
        flash(_taken_words(), "warm")
        return redirect(url_for("accounts.join_login", code=step.code), 303)
    return _let_in(person, password)


def _done_before(code: str) -> ResponseReturnValue | None:
    """Where this form, sent once more, leads: to the account it made, even at the last place."""
    answers = answers_to(code) if request.method == "POST" else None
    if answers is None:
        return None
    made = db().scalars(select(Person).where(Person.uid == UUID(answers.uid))).one_or_none()
    return _let_in(made, request.form.get("password", "")) if made else None


def _let_in(person: Person, password: str) -> ResponseReturnValue:
    if not fits(password, person.password_hash):
        return redirect(url_for("accounts.login"), 303)  # sent twice, with two passwords
    sign_in(person)
    return redirect(url_for("roster.my_waiting") if _waits(person.id) else AFTER, 303)


def _expected(step: Step, login: str) -> bool:
    """Whether a roster of this agency entered this name with this phone, for them to take over."""
    phone, keyring = normal_phone(login), house().keyring
    name = step.answers.name
    return on_roster(db(), step.code, name, phone, keyring=keyring, at=now()) is not None


def _waits(person_id: int) -> bool:
    """Whether an agency still has to let this person in."""
    return db().scalars(waiting_to_come_in(person_id)).first() is not None


def _newcomer(answers: Answers, password_hash: str) -> Newcomer:
    phone = normal_phone(answers.login)
    return Newcomer(
        uid=UUID(answers.uid),
        name=answers.name,
        phone=phone,
        login_name=None if phone else answers.login.lower(),
        password_hash=password_hash,
    )


def _taken_words() -> str:
    return _("这个手机号或用户名已经有账号了。是你的，就先登录，再打开邀请链接；不是你的，换一个")


def _agreed(answers: Answers) -> list[Agreed]:
    purposes = [LEARNING_DATA, NAMED_LISTS] if answers.lists == "yes" else [LEARNING_DATA]
    return [Agreed(purpose, CONSENT_VERSION, consent_words(purpose)) for purpose in purposes]
