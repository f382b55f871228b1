"""Words for the walk to an agency: groups, states, papers, the one-third rule, the history."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from blueprints.words.days import long_day, short_day
from domain.founding import Owner, PaperState, Place, Said, Standing, ends_soon
from domain.one_third import CERTIFIED, AgencyTerms, Reason, Tally, needed
from domain.sittings import Sitting
from domain.stages import ExamStage


def group_words(group: str) -> str:
    """One of the five groups of steps."""
    return {
        "think": _("想清楚"),
        "people": _("凑齐人"),
        "papers": _("备材料"),
        "register": _("去登记"),
        "open": _("开张后"),
    }[group]


def owner_words(owner: Owner) -> str:
    """Who acts in a step, where the team has named nobody."""
    return {
        "team": _("筹备组"),
        "township": _("乡镇"),
        "civil": _("县民政局"),
        "supervisor": _("业务主管单位"),
        "police": _("刻章单位"),
        "bank": _("银行"),
    }[owner]


def said_words(said: str) -> str:
    """What a team says of a step."""
    return {Said.TODO: _("未开始"), Said.DOING: _("进行中"), Said.DONE: _("已完成")}[Said(said)]


def look_of(place: Place) -> tuple[str, str]:
    """A step's look in the task list and its word where the look's own does not fit."""
    if place.standing is Standing.SKIPPED:
        return "done", _("不用办")
    if place.late and place.due_on:
        return "late", _("过了 %(day)s", day=short_day(place.due_on))
    if place.step.optional and place.standing is Standing.TODO:
        return "todo", _("可选")
    return place.standing.value, ""


def near_day(day: date, today: date) -> str:
    """A day, with its year where that is another than this one."""
    return short_day(day) if day.year == today.year else long_day(day)


def until_words(day: date | None, today: date) -> str:
    """Until when a paper may be used; that it ends soon is said in time to make it anew."""
    if day is None:
        return ""
    words = _("用到 %(day)s", day=near_day(day, today))
    return _("%(until)s，快到期了", until=words) if ends_soon(day, today) else words


def place_words(place: Place, owner: str, first: Sequence[str], waiting: int, today: date) -> str:
    """The second line of a step: what comes first, or who does it by when and who waits for it."""
    if place.standing is Standing.SKIPPED:
        return _("走的路不用这一步")
    if first and place.standing is Standing.BROKEN:
        return _("“%(first)s”改回没办了，看一下", first=first[0])
    if first:
        return first_words(first)
    if place.standing is Standing.DONE:
        return owner
    day = place.due_on or place.statutory_on
    words = _("%(who)s，%(day)s前", who=owner, day=near_day(day, today)) if day else owner
    return _("%(who)s，后面 %(n)d 步等它", who=words, n=waiting) if waiting else words


def first_words(first: Sequence[str]) -> str:
    """What must come first, the first of it by name."""
    if len(first) > 1:
        return _("先办“%(first)s”等 %(n)d 步", first=first[0], n=len(first))
    return _("先办“%(first)s”", first=first[0])


def list_words(names: Sequence[str]) -> str:
    """Names in a row."""
    return _("、").join(names)


def paper_words(standing: str) -> str:
    """How far a paper is."""
    return {
        PaperState.MISSING.value: _("还没有"),
        PaperState.DRAFT.value: _("有草稿"),
        PaperState.NEEDS_SEAL.value: _("等签字盖章"),
        PaperState.READY.value: _("备好了"),
        "expired": _("过期了"),
    }[standing]


def paper_look(standing: str) -> str:
    """A paper's look in the task list."""
    return {"missing": "todo", "ready": "done", "expired": "late"}.get(standing, "doing")


def arithmetic_words(tally: Tally, share: int) -> str:
    """How the number needed comes about."""
    if not tally.full_time:
        return _("还没有专职人员。先在组员里标出谁做专职。")
    exact = tally.full_time % share == 0
    return (
        _(
            "专职 %(n)d 人，除以 %(share)d，要 %(need)d 人。",
            n=tally.full_time,
            share=share,
            need=tally.needed,
        )
        if exact
        else _(
            "专职 %(n)d 人，除以 %(share)d 有零头，往上进一，要 %(need)d 人。",
            n=tally.full_time,
            share=share,
            need=tally.needed,
        )
    )


def verdict_words(tally: Tally) -> str:
    """How the team stands against both rules, in one line."""
    if not tally.full_time:
        return _("还算不出来")
    if tally.met:
        return _("够了：算数的 %(n)d 人，要 %(need)d 人", n=tally.counted, need=tally.needed)
    if tally.gap:
        return _(
            "还差 %(gap)d 人：算数的 %(n)d 人，要 %(need)d 人",
            gap=tally.gap,
            n=tally.counted,
            need=tally.needed,
        )
    return _("专职够了，持证的发起人还差 %(gap)d 人", gap=tally.initiator_gap)


def initiator_words(tally: Tally) -> str:
    """The initiators' rule, where the region has one."""
    return _(
        "发起人里至少 %(need)d 人持证，现在 %(n)d 人。", need=tally.initiators, n=tally.holders
    )


def reason_words(reason: Reason, brings: Reason) -> str:
    """Why a member counts or not."""
    if reason == "part-time":
        return _("不是专职，不算；有证") if brings in CERTIFIED else _("不是专职，不算")
    return {
        "certified": _("算：证书核对过"),
        "unsettled": _("先算：证书核对过；没在登记期内算不算，请问县级民政部门"),
        "degree": _("算：社工本科以上，核对过"),
        "unverified": _("不算：证书还没有人核对"),
        "sent-back": _("不算：证书核对时退回了"),
        "lapsed": _("不算：证书登记不在期限内"),
        "degree-unconfirmed": _("不算：学历还没有人核对"),
        "nothing": _("不算：还没有证书"),
    }[reason]


def stage_next_words(stage: str, sitting: Sitting | None) -> str:
    """Where somebody stands on the way to a certificate, and what comes next and when."""
    if stage in {ExamStage.CERTIFIED, ExamStage.REGISTERED}:
        return _("有证，核对过就算")
    if stage in {ExamStage.PASSED, ExamStage.REVIEWED}:
        return _("考过了，等领证")
    if stage == ExamStage.SAT:
        return _("考完了，等成绩")
    if sitting and sitting.exam_days:
        return _("报了名，%(day)s考", day=long_day(sitting.exam_days[0]))
    year = sitting.year if sitting else 0
    return _("报了名，%(year)d 年考试日期未公布", year=year) if year else _("报了名，等考试")


def act_words(code: str, name: str) -> str:
    """One thing that would close the gap."""
    return {
        "check": _("核对%(name)s的证书", name=name),
        "resend": _("请%(name)s重交证书照片，再核对", name=name),
        "register": _("%(name)s去办证书登记", name=name),
        "degree": _("核对%(name)s的学历", name=name),
        "exam": _("等%(name)s拿到证", name=name),
        "full-time": _("%(name)s转专职", name=name),
        "initiator": _("%(name)s也做发起人", name=name),
    }[code]


def join_words(first: str, name: str) -> str:
    """Somebody from outside who comes full-time, and what is to be done before they count."""
    return {
        "check": _("核对%(name)s的证书，再请来做专职", name=name),
        "resend": _("请%(name)s重交证书照片，核对过，再请来做专职", name=name),
        "register": _("%(name)s办好证书登记，再请来做专职", name=name),
        "degree": _("核对%(name)s的学历，再请来做专职", name=name),
        "exam": _("等%(name)s拿到证，再请来做专职", name=name),
    }.get(first) or _("请%(name)s来做专职", name=name)


def also_hire_words(hires: int) -> str:
    """So many to hire beside what people of the team do."""
    return _("再招 %(n)d 名持证的", n=hires)


def hire_words(tally: Tally, hires: int, share: int) -> str:
    """How many to hire where nobody else helps, with the arithmetic."""
    staff = tally.full_time + hires
    numbers = {"n": hires, "staff": staff, "need": needed(staff, share)}
    if tally.initiator_gap:
        return _(
            "招 %(n)d 名持证的，做专职和发起人。专职变成 %(staff)d 人，要 %(need)d 人。",
            **numbers,
        )
    return _(
        "招 %(n)d 名持证的，或社工本科的。专职变成 %(staff)d 人，要 %(need)d 人，够了。",
        **numbers,
    )


def money_words(terms: AgencyTerms) -> str:
    """The least money, or that it is not known."""
    if terms.county_fen is None:
        return _("没有查到，请向县级民政部门确认")
    return _("县级登记至少 %(yuan)s", yuan=yuan_words(terms.county_fen))


def yuan_words(fen: int | None) -> str:
    """An amount of money; nothing for none."""
    if fen is None:
        return ""
    yuan, rest = divmod(fen, 100)
    return _("%(n)s 元", n=f"{yuan:,}.{rest:02d}" if rest else f"{yuan:,}")


def field_words(field: str) -> str:
    """What a field of a team's rows is called; one that nobody knows any more keeps its code."""
    return {
        "state": _("办到哪了"),
        "branch": _("走哪条路"),
        "owner_id": _("谁负责"),
        "due_on": _("哪天前办好"),
        "done_on": _("哪天办成的"),
        "cost_fen": _("花多少钱"),
        "place": _("在哪办"),
        "note": _("记一笔"),
        "expires_on": _("用到哪天"),
        "initiator": _("发起人"),
        "full_time": _("专职"),
        "duty": _("职务"),
        "in_team": _("在组里"),
    }.get(field, field)


def saved_words(fields: Sequence[str]) -> str:
    """What was saved."""
    if not fields:
        return _("没有改动，都和原来一样")
    return _("存下了：%(what)s", what=list_words([field_words(one) for one in fields]))


def clash_title(names: Sequence[str]) -> str:
    """Who changed it meanwhile."""
    return _("已被%(who)s改过，看一下再交", who=list_words(list(dict.fromkeys(names))))


def member_words(*, initiator: bool, full_time: bool, duty: str) -> str:
    """What somebody is in a team."""
    parts = [duty, _("发起人") if initiator else "", _("专职") if full_time else _("不是专职")]
    return _("，").join(part for part in parts if part)


def progress_words(done: int, all_steps: int) -> str:
    """How far a team is."""
    return _("办完 %(n)d 步，共 %(all)d 步", n=done, all=all_steps)
