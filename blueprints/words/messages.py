"""Words of messages: when, what a conversation is about, how long to wait."""

from flask_babel import gettext as _

MINUTE = 60


def wait_words(seconds: int) -> str:
    """Too many messages in an hour: when the next may go."""
    minutes = -(-seconds // MINUTE)
    return _("一小时最多发 30 条，过 %(n)d 分钟再发", n=minutes)


def readers_words(names: list[str]) -> str:
    """Who can read what is written here."""
    if not names:
        return _("现在没有带班老师，机构里还没人看得到。")
    return _("%(names)s看得到。", names=_("、").join(names))
