"""Templates in the reader's language: each is compiled once for each, with its words put in.

A page asks for some fifty words, and most stand there as they are: as part of the template's
own text they cost nothing. What is translated at other times still goes through `_()`.
"""

from collections.abc import MutableMapping
from gettext import NullTranslations
from typing import Any

from flask import Flask
from flask.templating import DispatchingJinjaLoader, Environment
from flask_babel import get_locale, get_translations
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

ASKED = {"_", "gettext"}
AT = ":"
"""Between the language and the name in the template's file."""


def connect(app: Flask) -> None:
    """Let the application find its templates by language."""
    app.jinja_environment = Templates  # ty: ignore[invalid-assignment]
    app.jinja_options = {**app.jinja_options, "cache_size": -1}
    app.jinja_env.loader = _Files(app)


class Templates(Environment):
    """Flask's environment, in which a name means the template of the reader's language."""

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> Template:
        """The template in the language of its parent, else of this request."""
        if isinstance(name, str) and AT not in name:
            spoken = parent.partition(AT)[0] if parent else str(get_locale() or "")
            name = f"{spoken}{AT}{name}"
        return super().get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Our globals themselves: a chain of one map would be walked for each page and import."""
        return super().make_globals(d) if d else self.globals

    def compile(self, source: Any, name: str | None = None, *args: Any, **more: Any) -> Any:  # noqa: ANN401
        """Compile a template with the words of the language in its name."""
        if isinstance(source, str) and name and name.endswith(".html"):
            filename = more.get("filename", args[0] if args else None)
            source = _Spoken(get_translations()).visit(self.parse(source, name, filename))
        return super().compile(source, name, *args, **more)


class _Files(DispatchingJinjaLoader):
    def get_source(self, environment: Any, template: str) -> Any:  # noqa: ANN401
        return super().get_source(environment, template.partition(AT)[2] or template)


class _Spoken(NodeTransformer):
    """Puts the words of a language in place of the calls that ask for them."""

    def __init__(self, words: NullTranslations) -> None:
        self._words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's own name
        """A plain text is itself; one with places is filled when the page is made."""
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name=asked), args=[nodes.Const(value=str(text))], kwargs=given
            ) if asked in ASKED:
                return self._said(Markup(self._words.gettext(text)), given, node)  # noqa: S704 - ours
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:  # noqa: N802 - Jinja's own name
        """Without an `else` there is nothing to say, which costs less than an undefined value."""
        self.generic_visit(node)
        node.expr2 = node.expr2 or nodes.Const("", lineno=node.lineno, environment=node.environment)
        return node

    def _said(self, text: Markup, given: list[nodes.Keyword], node: nodes.Call) -> nodes.Expr:
        places = {"lineno": node.lineno, "environment": node.environment}
        if not given:
            return nodes.Const(_plain(text % {}), **places)
        pairs = [nodes.Pair(nodes.Const(one.key, **places), one.value, **places) for one in given]
        return nodes.Mod(nodes.Const(text, **places), nodes.Dict(pairs, **places), **places)


def _plain(text: Markup) -> str:
    """The text itself where nothing in it needs escaping: Markup would be made anew each time."""
    return str(text) if escape(str(text)) == text else text
