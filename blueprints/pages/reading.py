"""Pages to read: home, help, privacy, access, and what this is made of."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select

from blueprints.pages.about import licences, version
from blueprints.pages.part import bp
from blueprints.web.db import db, now
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor_or_none
from content.help import Help
from domain.access import Act
from models.people import Membership
from models.places import Agency

OWN_ADDRESS = {"privacy": "/privacy", "accessibility": "/a11y"}
"""Help pages that also have an address of their own, where people look for them."""


@bp.get("/")
@allow(Act.PUBLIC)
def home() -> ResponseReturnValue:
    """Say in ten seconds what this is."""
    courses = house().library.courses.values()
    lessons = sum(len(course.lessons) for course in courses)
    items = sum(len(house().library.items(course=c.id, pool="practice")) for c in courses)
    return render_template("pages/home.html", lessons=lessons, items=items)


@bp.get("/help")
@allow(Act.PUBLIC)
def help_index() -> ResponseReturnValue:
    """Find whom to call, then the topics."""
    topics = [
        (page, OWN_ADDRESS.get(page.slug, f"/help/{page.slug}")) for page in house().library.helps
    ]
    return render_template("pages/help.html", topics=topics, agencies=_agencies())


@bp.get("/help/<slug:slug>")
@allow(Act.PUBLIC)
def help_page(slug: str) -> ResponseReturnValue:
    """Read one help topic."""
    return render_template("pages/help_page.html", page=_page_or_404(slug), agencies=_agencies())


@bp.get("/privacy")
@allow(Act.PUBLIC)
def privacy() -> ResponseReturnValue:
    """Read what is kept about people, and who may see it."""
    page = _page_or_404("privacy")
    return render_template("pages/help_page.html", page=page, agencies=_agencies())


@bp.get("/a11y")
@allow(Act.PUBLIC)
def access() -> ResponseReturnValue:
    """Read how well this can be used by everybody, and where it cannot yet."""
    return render_template("pages/a11y.html", page=_page_or_404("accessibility"))


@bp.get("/about")
@allow(Act.PUBLIC)
def about() -> ResponseReturnValue:
    """See which version this is, what it is made of, and how sure its rules are."""
    rules = house().rules.rules
    unsure = sum(rule.confidence == "low" for rule in rules)
    return render_template(
        "pages/about.html", version=version(), licences=licences(), rules=rules, unsure=unsure
    )


def _page_or_404(slug: str) -> Help:
    try:
        return house().library.help(slug)
    except KeyError:
        abort(404)


def _agencies() -> list[Agency]:
    """The agencies of who is signed in, so that their phone stands first."""
    reader = actor_or_none()
    return list(db().scalars(_agencies_of(reader.id))) if reader else []


def _agencies_of(person_id: int) -> Select[Agency]:
    mine = select(Membership.agency_id).where(
        Membership.person_id == person_id,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now()),
    )
    return select(Agency).where(Agency.id.in_(mine)).order_by(Agency.name)
