"""The reader's language, text size and theme."""

from gettext import NullTranslations

from babel import Locale
from flask import Flask, g, request
from flask_babel import Babel, get_locale, get_translations

from blueprints.web.login import actor_or_none

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
LOCALES = {name: Locale.parse(code) for name, code in LANGUAGES.items()}
SIZES = ("m", "l", "xl", "xxl")
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


def connect(app: Flask) -> None:
    """Let Flask-Babel ask us."""
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES["zh"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    Babel(app, locale_selector=lambda: LOCALES[language()])
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # ty: ignore[missing-attribute]


def _words() -> NullTranslations:
    """The catalogue of this request, looked up once: a page asks for some fifty words."""
    if "words" not in g:
        g.words = get_translations()
    return g.words


def _gettext(text: str) -> str:
    return _words().gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return _words().ngettext(one, many, number)


def language() -> str:
    """The person's choice, else this browser's cookie, else what it asks for, else Chinese."""
    chosen = request.cookies.get("lang", "")
    person = None if is_shared_page() else actor_or_none()
    if person is not None and person.language in LANGUAGES:
        chosen = person.language
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(["zh", "en"], "zh") or "zh"


def spoken() -> str:
    """The language of this answer, as a page names it."""
    return "en" if str(get_locale()) == "en" else "zh-CN"


def text_size() -> str:
    """One of four text sizes, from a cookie; no sign-in needed."""
    return _one_of(SIZES, request.cookies.get("size", ""))


def theme() -> str:
    """Light, dark, or what the device prefers."""
    return _one_of(THEMES, request.cookies.get("theme", ""))


def is_shared_page() -> bool:
    """Whether this answer will be kept for everybody, so that no person may colour it."""
    return bool(request.environ.get("zhagen.shared"))


def _one_of(allowed: tuple[str, ...], given: str) -> str:
    return given if given in allowed else allowed[0]
