"""What 小芳 and 王老师 have said to each other."""

from datetime import timedelta

from actions.messages import Talk, say
from blueprints.web.house import House
from models.messages import Conversation
from tests.cast import Cast
from tests.chromium.life import NOW, Life, exam_course, once

SAID = (
    ("general", "xiaofang", "老师，这几天摘橙子，只学了两课。"),
    ("general", "wang", "不急，先顾家里。\n周六晚上一起讲第 4 章，能来就来。"),
    ("lesson", "xiaofang", "保密的例外有哪几种？" * 12),
    ("registration", "wang", "照片要用电脑处理，周五到站里来，我陪你弄。"),
)


def live(house: House) -> Life:
    """Let them talk; the last word about the registration is not read yet."""
    cast = Cast(house)
    lesson = exam_course(house).lessons[0]
    agency = cast.agency_of(cast.xiaofang)
    with house.database.writing() as db:
        for number, (kind, login, words) in enumerate(SAID):
            about = f"lesson/{lesson.course}/{lesson.id}" if kind == "lesson" else kind
            made = say(
                db,
                Talk(cast.xiaofang.id, agency, about),
                words,
                by_id=getattr(cast, login).id,
                once=once(f"said {number}"),
                at=NOW - timedelta(hours=9 - number),
            )
            if number == 1:
                talk = db.get_one(Conversation, made.conversation_id)
    return {
        "conversation": f"/messages/{talk.uid}",
        "write": f"/messages/with/{cast.xiaofang.uid}",
        "about_lesson": f"lesson/{lesson.course}/{lesson.id}",
    }
