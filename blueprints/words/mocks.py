"""Words of the mock: times, marks against the line, where marks were lost, what is still late."""

from collections.abc import Iterable

from flask_babel import gettext as _

from blueprints.words.practice import marks_words
from domain.exam import Kind
from domain.mock import CodeFlag
from domain.mock_report import Gain, Way

MINUTE = 60


def left_words(seconds: int) -> str:
    """How much time is left, in whole minutes; the last minute is said so."""
    if seconds <= 0:
        return _("时间到了")
    if seconds < MINUTE:
        return _("剩不到 1 分钟")
    return _("剩 %(n)d 分钟", n=seconds // MINUTE)


def spent_words(seconds: int) -> str:
    """How long something took."""
    minutes, rest = divmod(seconds, MINUTE)
    if not minutes:
        return _("%(n)d 秒", n=rest)
    return _("%(m)d 分 %(s)d 秒", m=minutes, s=rest) if rest else _("%(n)d 分钟", n=minutes)


def kind_words(kind: str) -> str:
    """The two kinds of question."""
    return _("单选题") if Kind(kind) is Kind.SINGLE else _("多选题")


def numbers_words(numbers: Iterable[int]) -> str:
    """Numbers of questions in a row: 3、7、12."""
    return _("、").join(str(number) for number in numbers)


def left_out_words(chapters: Iterable[int]) -> str:
    """What a partial course says of itself (decisions.md 34)."""
    return _("只含第 %(chapters)s 章，不是全真", chapters=numbers_words(chapters))


def line_words(half_marks: int, line: int) -> str:
    """One paper's marks against the pass mark of as many marks; nothing about the next paper."""
    if half_marks >= line:
        return _("这张卷子比合格线多 %(n)s 分。", n=marks_words(half_marks - line))
    return _("这张卷子离合格线还差 %(n)s 分。", n=marks_words(line - half_marks))


def code_words(flag: str) -> str:
    """What is to be said about the box for the 试卷代码."""
    return {
        CodeFlag.BLANK: _("试卷代码没填。真考这样交卷，整科记 0 分。"),
        CodeFlag.WRONG: _("试卷代码填错了。真考这样交卷，整科记 0 分。"),
        CodeFlag.OK: _("试卷代码填对了。"),
    }[CodeFlag(flag)]


def gain_words(gain: Gain, point: str) -> str:
    """One way to more marks, as advice."""
    count = len(gain.numbers)
    if gain.way is Way.OVER_TICKING:
        return _("多选题拿不准的不选：有 %(n)d 题多选了错项", n=count)
    if gain.way is Way.CHANGED_AWAY:
        return _("没有新理由不改答案：有 %(n)d 题把对的改错了", n=count)
    if gain.way is Way.BLANK:
        return _("空着一定没分，不会也选一个：有 %(n)d 题没答", n=count)
    return _("补考点“%(point)s”：错了 %(n)d 题", point=point, n=count)
