"""Words for the tables and columns of a person's own copy, so that it can be read."""

from flask_babel import gettext as _


def table_words(name: str) -> str:
    """What a table holds, said plainly; the table's own name where it has no words yet."""
    return _tables().get(name, name)


def column_words(name: str) -> str:
    """What a column holds, said plainly; the column's own name where it has no words yet."""
    return (_people_columns() | _study_columns() | _road_columns()).get(name, name)


def _tables() -> dict[str, str]:
    return {
        "people": _("你"),
        "memberships": _("你在哪里、做什么"),
        "guidances": _("带你的老师"),
        "invite_uses": _("用过的邀请码"),
        "consents": _("同意过的事"),
        "lesson_progress": _("读课进度"),
        "events": _("学习记录，一件一行"),
        "item_leaves": _("每道题做得怎样"),
        "point_sums": _("每个考点的合计"),
        "day_sums": _("每天学了多少"),
        "practice_sets": _("练习"),
        "practice_answers": _("练习里的答案"),
        "wrong_causes": _("错的原因"),
        "mocks": _("模考"),
        "mock_answers": _("模考里的答案"),
        "mock_closings": _("模考成绩"),
        "extra_times": _("模考加的时间"),
        "study_plans": _("学习计划"),
        "assignments": _("布置给你的学习"),
        "eligibility_facts": _("报考条件里填的"),
        "exam_applications": _("报名"),
        "application_steps": _("报名办到哪一步"),
        "trip_sheets": _("出发单"),
        "exam_results": _("考试成绩"),
        "certificates": _("证书"),
        "certificate_registrations": _("证书登记"),
        "stages_entered": _("走到哪一步"),
        "sign_ins": _("登录过的设备"),
        "devices": _("记学习的设备"),
        "recovery_slips": _("恢复单"),
        "person_locks": _("记录编到几号"),
        "erasure_requests": _("注销申请"),
        "audit_entries": _("跟你有关的操作"),
        "notes": _("被拦下的和敏感的访问"),
    }


def _people_columns() -> dict[str, str]:
    return {
        "uid": _("编号"),
        "name": _("姓名"),
        "login_name": _("用户名"),
        "phone": _("手机号"),
        "phone_tail": _("手机尾号"),
        "id_card": _("身份证号"),
        "language": _("语言"),
        "joined_at": _("加入时间"),
        "role": _("身份"),
        "agency": _("机构"),
        "class": _("班"),
        "region": _("地区"),
        "mentor": _("带班老师"),
        "starts_at": _("从"),
        "ends_at": _("到"),
        "code_tail": _("码的末四位"),
        "used_at": _("用的时间"),
        "purpose": _("用途"),
        "version": _("版本"),
        "words": _("当时的原话"),
        "given_at": _("同意时间"),
        "withdrawn_at": _("收回时间"),
        "label": _("设备"),
        "made_at": _("时间"),
        "seen_on": _("最近用过"),
        "revoked_at": _("退出时间"),
        "expires_at": _("到期"),
        "cancelled_at": _("作废时间"),
        "asked_at": _("申请时间"),
        "due_at": _("到期时间"),
        "undone_at": _("反悔时间"),
        "done_at": _("办完时间"),
        "action": _("操作"),
        "minute": _("时间"),
        "route": _("页面"),
        "times": _("次数"),
        "at": _("时间"),
    }


def _study_columns() -> dict[str, str]:
    return {
        "course": _("课程"),
        "lesson": _("课"),
        "sections": _("读过几节"),
        "last_section": _("读到第几节"),
        "first_at": _("第一次"),
        "last_at": _("最近一次"),
        "finished_at": _("学完时间"),
        "kind": _("种类"),
        "subject": _("课或题"),
        "body": _("内容"),
        "item": _("题"),
        "items": _("题"),
        "rights": _("答对"),
        "wrongs": _("答错"),
        "unknowns": _("点了不会"),
        "last_outcome": _("最近结果"),
        "last_chosen": _("最近选的"),
        "wrong_at": _("最近答错"),
        "in_wrong_book": _("在错题本"),
        "point": _("考点"),
        "answered": _("做过的题"),
        "right_now": _("现在会的题"),
        "day": _("日期"),
        "answers": _("答题"),
        "seconds": _("秒"),
        "topic": _("范围"),
        "mode": _("方式"),
        "place": _("第几题"),
        "number": _("号码"),
        "chosen": _("选的"),
        "first_chosen": _("头一次选的"),
        "outcome": _("结果"),
        "cause": _("原因"),
        "minutes": _("分钟"),
        "started_at": _("开始时间"),
        "deadline_at": _("截止时间"),
        "closed_at": _("交卷时间"),
        "half_marks": _("得分（半分为一）"),
        "full_half_marks": _("满分（半分为一）"),
        "reason": _("原因"),
        "mock": _("模考编号"),
        "practice_set": _("练习编号"),
    }


def _road_columns() -> dict[str, str]:
    return {
        "goal": _("目标"),
        "goal_on": _("目标日期"),
        "minutes_per_day": _("每天几分钟"),
        "farming": _("农忙模式"),
        "busy_weeks": _("忙的周"),
        "target": _("学什么"),
        "due_on": _("哪天前"),
        "question": _("问题"),
        "answer": _("回答"),
        "sitting": _("考次"),
        "level": _("级别"),
        "step": _("步骤"),
        "done": _("办了"),
        "lines": _("内容"),
        "year": _("年份"),
        "paper": _("科目"),
        "passed_on": _("通过日期"),
        "registered_on": _("登记日期"),
        "track": _("进度线"),
        "stage": _("阶段"),
        "exam_application": _("报名编号"),
        "certificate": _("证书编号"),
    }
