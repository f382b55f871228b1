"""How a reader likes pages to look."""

from wtforms import RadioField
from wtforms.validators import AnyOf

from blueprints.web.forms import Form, options
from blueprints.web.language import LANGUAGES, SIZES, THEMES
from blueprints.web.lazy import lazy_gettext as _l


class LookForm(Form):
    """Text size, theme and language."""

    size = RadioField(
        _l("字号"),
        [AnyOf(SIZES, _l("选一种字号"))],
        choices=options(
            ("m", _l("标准")), ("l", _l("大")), ("xl", _l("特大")), ("xxl", _l("超大"))
        ),
        validate_choice=False,
    )
    theme = RadioField(
        _l("颜色"),
        [AnyOf(THEMES, _l("选一种颜色"))],
        choices=options(("auto", _l("跟手机一样")), ("light", _l("浅色")), ("dark", _l("深色"))),
        validate_choice=False,
    )
    lang = RadioField(
        _l("语言"),
        [AnyOf(tuple(LANGUAGES), _l("选一种语言"))],
        choices=options(("zh", "中文"), ("en", "English")),
        validate_choice=False,
    )
