"""The pages of founding teams: begin, gather, walk, count the third, print, become an agency."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from actions.stages import Move, enter_stage
from actions.teams import add_member
from models.founding import FoundingTeam, TeamStep
from models.people import Person
from tests.browser import Browser
from tests.domain.test_credit_code import agency_code
from tests.founding import begin, book_of, certify, founders, set_full_time, tell, walk_to


@pytest.fixture
def li(app, cast):
    return Browser(app).as_person(cast.li)


@pytest.fixture
def xiaojun(app, cast):
    return Browser(app).as_person(cast.xiaojun)


@pytest.fixture
def team(house, cast):
    with house.database.writing() as db:
        return begin(db, cast.li, cast.xiaofang, cast.xiaojun)


@pytest.fixture
def here(team):
    return f"/founding/{team.uid}"


def step_form(**more):
    empty = dict.fromkeys(("owner_id", "due_on", "done_on", "cost_fen", "place", "note"), "")
    return {"version": "0", "state": "todo", **empty, **more}


def step_row(house, team, name):
    with house.database.reading() as db:
        query = select(TeamStep).where(TeamStep.team_id == team.id, TeamStep.step == name)
        return db.scalars(query).one_or_none()


def test_where_there_is_no_team_one_reads_what_an_agency_needs(xiaofang, wang):
    page = xiaofang.get("/founding")
    assert "一家机构要什么" in page.text
    assert "等县民政局答复" in page.text
    assert "/founding/new" not in page.hrefs()
    assert "/founding/new" in wang.get("/founding").hrefs()


def test_a_manager_begins_a_team_and_takes_people_in(house, cast, li):
    made = li.post("/founding/new", {"name": " 薪火社工筹备组 ", "region": "420527"})
    page = li.follow(made)
    assert "组里还没有人" in page.text
    li.post(made.location, {"person": str(cast.xiaofang.uid)})
    page = li.get(made.location)
    assert "在组里的 小芳" in page.text
    assert "筹备中" in page.text
    with house.database.reading() as db:
        assert db.scalars(select(FoundingTeam.name)).one() == "薪火社工筹备组"


def test_a_team_without_a_name_or_county_is_asked_for_them_and_keeps_what_is_there(li):
    page = li.post("/founding/new", {"name": "薪火", "region": ""}, status=422)
    assert page.errors() == ["选一个县"]
    assert page.value("name") == "薪火"
    assert li.post("/founding/new", {"name": "", "region": "420527"}, status=422).errors()


def test_a_county_that_is_not_offered_is_not_there(li):
    li.post("/founding/new", {"name": "薪火", "region": "130626"}, status=404)


def test_the_main_page_says_what_is_next_what_waits_and_where_it_stands(xiaofang, here):
    page = xiaofang.get(here)
    assert "薪火社工筹备组" in page.h1
    for words in ("筹备中", "接着办这一步 看清村里要什么", "办完 0 步，共 18 步"):
        assert words in page.text
    for group in ("想清楚", "凑齐人", "备材料", "去登记", "开张后"):
        assert group in page.text
    assert "先办“走哪条路登记”" in page.text
    assert f"{here}/steps/authority" in page.hrefs()
    assert f"{here}/steps/charter" in page.hrefs()
    assert f"{here}/steps/capital" not in page.hrefs()  # not yet to begin: no link (U6)


def test_every_step_and_paper_has_its_page(xiaofang, house, here):
    book = book_of(house)
    for step in book.steps:
        page = xiaofang.get(f"{here}/steps/{step.step}")
        assert step.text in page.text
        assert "依据：" in page.text
    for paper in book.papers:
        assert paper.holds[0] in xiaofang.get(f"{here}/papers/{paper.paper}").text
        assert paper.holds[0] in xiaofang.get(f"{here}/papers/{paper.paper}/window").text


def test_statutory_and_promised_days_stand_apart(xiaofang, here):
    text = xiaofang.get(f"{here}/steps/decision").text
    assert "法定天数 60 天" in text
    assert "承诺天数 别处的受理单写 40 天，县里几天，请确认。" in text


def test_a_step_is_saved_with_owner_day_money_place_and_note(house, cast, xiaofang, team, here):
    form = step_form(
        state="doing",
        owner_id=str(cast.xiaojun.uid),
        due_on="2026年12月1日",
        cost_fen="１２０．５元",
        place="村委会",
        note="问了王会计\n答复下周",
    )
    page = xiaofang.follow(xiaofang.post(f"{here}/steps/needs-study", form))
    assert "存下了" in page.text
    assert "小军，12月1日前" in page.text
    row = step_row(house, team, "needs-study")
    assert (row.cost_fen, row.place, row.note) == (12_050, "村委会", "问了王会计\n答复下周")
    kept = xiaofang.get(f"{here}/steps/needs-study")
    assert kept.value("cost_fen") == "120.50"
    assert kept.value("version") == "1"


def test_what_cannot_be_read_is_said_and_everything_stays_typed(house, xiaofang, team, here):
    form = step_form(due_on="下周", cost_fen="很多", note="留着")
    page = xiaofang.post(f"{here}/steps/needs-study", form, status=422)
    assert page.errors() == ["填一个日期，像 2026-12-01", "填多少元，像 1200 或 86.50"]
    assert page.value("note").strip() == "留着"
    assert step_row(house, team, "needs-study") is None


def test_a_locked_step_says_what_comes_first(xiaofang, here):
    page = xiaofang.post(f"{here}/steps/name", step_form(state="doing"), status=422)
    assert page.errors() == ["还不能开始。先办“走哪条路登记”"]


def test_a_step_whose_papers_are_missing_is_not_done_yet(xiaofang, here):
    page = xiaofang.post(f"{here}/steps/needs-study", step_form(state="done"), status=422)
    assert page.errors() == ["还差材料：需求和定位的说明。备好了再记办成"]
    paper = {"version": "0", "state": "ready", "expires_on": "", "note": ""}
    xiaofang.post(f"{here}/papers/needs-study", paper)
    xiaofang.post(f"{here}/steps/needs-study", step_form(state="done"))
    assert "看清村里要什么" in xiaofang.get(here).text


def test_a_lease_that_is_over_is_said_in_words(xiaofang, here):
    paper = {"version": "0", "state": "ready", "expires_on": "2026-01-31", "note": ""}
    xiaofang.post(f"{here}/papers/premises", paper)
    assert "用到 1月31日 过期了" in xiaofang.get(here).text


def test_the_team_picks_its_way_and_what_it_does_not_need_says_so(xiaofang, here):
    page = xiaofang.post(f"{here}/steps/authority", step_form(state="done"), status=422)
    assert page.errors() == ["先选走哪条路"]
    xiaofang.post(f"{here}/steps/authority", step_form(state="done", branch="direct"))
    text = xiaofang.get(here).text
    assert "走的路不用这一步 不用办" in text
    assert "业务主管单位批准文件" not in text


def test_two_founders_in_different_fields_both_keep_theirs(house, xiaofang, xiaojun, team, here):
    xiaofang.post(f"{here}/steps/needs-study", step_form(note="甲写"))
    xiaojun.post(f"{here}/steps/needs-study", step_form(place="村委会"))
    row = step_row(house, team, "needs-study")
    assert (row.note, row.place) == ("甲写", "村委会")


@pytest.fixture
def clash(xiaofang, xiaojun, here):
    xiaofang.post(f"{here}/steps/needs-study", step_form(note="甲写的"))
    form = step_form(note="乙写的", place="村委会")
    return xiaojun.post(f"{here}/steps/needs-study", form, status=422)


def hidden(page):
    fields = [f for f in page.all("input") if f.get("type") == "hidden"]
    return {f.get("name"): f.get("value", "") for f in fields if f.get("name") != "csrf_token"}


def test_two_founders_in_one_field_see_both_and_lose_nothing(house, team, clash):
    assert clash.title.startswith("有错误：已被小芳改过，看一下再交")
    for words in ("用小芳写的 甲写的", "用我写的 乙写的"):
        assert words in clash.text
    assert clash.value("note").strip() == "乙写的"
    assert hidden(clash)["place"] == "村委会"
    row = step_row(house, team, "needs-study")
    assert (row.note, row.place) == ("甲写的", "")


@pytest.mark.parametrize(("choice", "note"), [("mine", "乙写的"), ("theirs", "甲写的")])
def test_what_is_chosen_is_saved_with_the_rest(house, xiaojun, team, here, clash, choice, note):
    form = {**hidden(clash), "note": "乙写的", "keep_note": choice}
    xiaojun.post(f"{here}/steps/needs-study", form)
    row = step_row(house, team, "needs-study")
    assert (row.note, row.place) == (note, "村委会")
    history = xiaojun.get(f"{here}/history?part=step:needs-study").text
    assert "“没填”改成“甲写的”" in history


def test_who_chooses_nothing_is_asked_again(xiaojun, here, clash):
    page = xiaojun.post(
        f"{here}/steps/needs-study", {**hidden(clash), "note": "乙写的"}, status=422
    )
    assert "选一个" in page.text


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "１"])
def test_an_odd_version_overwrites_nothing(house, xiaofang, xiaojun, team, here, version):
    xiaofang.post(f"{here}/steps/needs-study", step_form(note="甲写"))
    form = step_form(version=version, note="乙写")
    answer = xiaojun.post(f"{here}/steps/needs-study", form, status=422)
    assert "已被小芳改过" in answer.title
    assert step_row(house, team, "needs-study").note == "甲写"


def test_a_value_before_can_be_had_back_from_the_history(house, xiaofang, team, here):
    xiaofang.post(f"{here}/steps/needs-study", step_form(note="好的那版"))
    xiaofang.post(f"{here}/steps/needs-study", step_form(version="1", note=""))
    page = xiaofang.get(f"{here}/history")
    action = next(f.get("action") for f in page.all("form") if "restore" in f.get("action"))
    xiaofang.post(action)
    assert step_row(house, team, "needs-study").note == "好的那版"


def test_the_history_goes_on_by_pages_and_minds_no_odd_words(house, cast, xiaofang, team, here):
    with house.database.writing() as db:
        for n in range(60):
            tell(db, team, book_of(house), "needs-study", cast.xiaofang, note=f"第{n}次")
    page = xiaofang.get(f"{here}/history")
    assert "第59次" in page.text
    older = next(href for href in page.hrefs() if "after=" in href)
    assert "第0次" in xiaofang.get(older).text
    for odd in ("?after=x", "?after=1&part='", "?part=step:nothing"):
        xiaofang.get(f"{here}/history{odd}")


def test_the_rule_shows_its_arithmetic_its_reasons_and_what_would_do(house, cast, li, team, here):
    with house.database.writing() as db:
        more = founders(db, house, 5, team.agency_id)
        for one in more:
            add_member(db, team.id, one.id, by=cast.li, at=team.at)
        set_full_time(db, team, cast.xiaofang, cast.xiaojun, *more)
        certify(db, cast.xiaofang, by=cast.wang)
        certify(db, more[0], by=cast.wang)
        certify(db, more[1])
    text = li.get(here).text
    for words in (
        "还差 1 人：算数的 2 人，要 3 人",
        "专职 7 人，除以 3 有零头，往上进一，要 3 人。",
        "小芳 先算：证书核对过；没在登记期内算不算，请问县级民政部门",
        "组员2 不算：证书还没有人核对",
        "小军 不算：还没有证书",
        "核对组员2的证书",
        "招 1 名持证的，或社工本科的。专职变成 8 人，要 3 人",
        "没有查到，请向县级民政部门确认",
    ):
        assert words in text


def test_who_is_asked_to_come_says_what_is_to_be_done_first(house, cast, li, team, here):
    with house.database.writing() as db:
        set_full_time(db, team, cast.xiaofang)
        outside = founders(db, house, 3, team.agency_id)
        for one, stage in zip(outside, ("certified", "certified", "passed"), strict=True):
            move = Move(one.id, team.agency_id, stage, "t", back=True)
            enter_stage(db, move, by_id=None, at=team.at)
        certify(db, outside[0])
        certify(db, outside[1], by=cast.wang)
    text = li.get(here).text
    first, second, third = (
        text.index("请组员2来做专职"),
        text.index("核对组员1的证书，再请来做专职"),
        text.index("等组员3拿到证，再请来做专职"),
    )
    assert first < second < third


def test_where_initiators_must_be_certified_the_page_says_so(house, cast, app):
    with house.database.writing() as db:
        team = begin(db, cast.sun, cast.xiaoqiang)
        set_full_time(db, team, cast.xiaoqiang)
        certify(db, cast.xiaoqiang, by=cast.chen)
    text = Browser(app).as_person(cast.sun).get(f"/founding/{team.uid}").text
    assert "发起人里至少 2 人持证，现在 0 人。" in text
    assert "小强 不算：证书登记不在期限内" in text
    assert "小强去办证书登记、再招 1 名持证的" in text
    assert "县级登记至少 10,000 元" in text


def test_a_trainee_sees_nobodys_stage_but_their_own(house, cast, xiaofang, li, here):
    with house.database.writing() as db:
        agency = cast.agency_of(cast.xiaojun)
        for stage in ("studying", "registered_paid"):
            move = Move(cast.xiaojun.id, agency, stage, cause=f"test:{stage}")
            enter_stage(db, move, by_id=None, at=cast.xiaojun.joined_at)
    assert "小军：报了名，2027 年考试日期未公布" in li.get(here).text
    assert "报了名" not in xiaofang.get(here).text


def test_a_trainee_takes_nobody_in_and_sees_no_list_of_people(cast, xiaofang, here):
    assert "请人进组" not in xiaofang.get(f"{here}/members").text
    xiaofang.post(f"{here}/members", {"person": str(cast.xiaomei.uid)}, status=403)


def test_people_of_another_agency_cannot_be_taken_in(cast, li, here):
    li.post(f"{here}/members", {"person": str(cast.xiaomei.uid)}, status=404)
    li.post(f"{here}/members", {"person": "nobody"}, status=404)
    li.post(f"{here}/members", {"person": ""})


def test_a_mentor_takes_in_those_they_guide(house, cast, wang, app):
    with house.database.writing() as db:
        wang_too = begin(db, cast.li, cast.xiaofang)
    page = wang.get(f"/founding/{wang_too.uid}/members")
    assert "王老师" in page.text
    assert "小军" not in page.text
    wang.post(f"/founding/{wang_too.uid}/members", {"person": str(cast.xiaojun.uid)}, status=404)
    wang.post(f"/founding/{wang_too.uid}/members", {"person": str(cast.wang.uid)})
    assert (
        "在组里的 小芳 发起人，不是专职 修改 王老师"
        in wang.get(f"/founding/{wang_too.uid}/members").text
    )


def test_a_name_finds_people(house, cast, li, here):
    with house.database.writing() as db:
        founders(db, house, 30, cast.agency_of(cast.li))
    page = li.get(f"{here}/members")
    assert "人多，没列全" in page.text
    assert "请进组：组员17" in li.get(f"{here}/members?q=组员17").text
    assert "没有找到" in li.get(f"{here}/members?q=%25").text


def test_what_a_member_is_can_be_changed_and_leaving_keeps_what_was_written(
    house, cast, li, xiaofang, here
):
    row = next(h for h in xiaofang.get(f"{here}/members").hrefs() if f"{here}/members/" in h)
    xiaofang.post(row, {"version": "1", "initiator": "y", "full_time": "y", "duty": "会计"})
    assert "会计，发起人，专职" in xiaofang.get(f"{here}/members").text
    li.post(f"{row}/end")
    assert "会计" not in li.get(f"{here}/members").text
    xiaofang.get(here, status=404)


@pytest.mark.parametrize("login", ["xiaomei", "zhou", "wu", "xiaoqiang", "chen", "sun"])
def test_a_team_of_others_is_not_there(app, cast, here, login):
    stranger = Browser(app).as_person(getattr(cast, login))
    for tail in ("", "/steps/charter", "/papers/charter", "/members", "/history", "/print"):
        stranger.get(f"{here}{tail}", status=404)
    stranger.post(f"{here}/steps/needs-study", step_form(note="x"), status=404)


def test_a_member_or_change_of_another_team_is_not_reached_through_ones_own(house, cast, li, here):
    with house.database.writing() as db:
        other = begin(db, cast.li, cast.xiaojun, name="另一组")
    theirs = next(
        h for h in li.get(f"/founding/{other.uid}/members").hrefs() if f"{other.uid}/members/" in h
    ).rsplit("/", 1)[1]
    li.get(f"{here}/members/{theirs}", status=404)
    li.post(f"{here}/members/{theirs}/end", status=404)
    li.post(f"/founding/{other.uid}/steps/needs-study", step_form(note="x"))
    page = li.get(f"/founding/{other.uid}/history")
    action = next(f.get("action") for f in page.all("form") if "restore" in f.get("action"))
    li.post(action.replace(str(other.uid), here.rsplit("/", 1)[1]), status=404)


@pytest.mark.parametrize("tail", ["steps/nothing", "papers/nothing", "steps.pdf"])
def test_what_is_no_step_paper_or_file_is_not_there(xiaofang, here, tail):
    xiaofang.get(f"{here}/{tail}", status=404)


def test_an_owner_who_is_not_in_the_team_is_not_there(cast, xiaofang, here):
    form = step_form(owner_id=str(cast.xiaomei.uid))
    xiaofang.post(f"{here}/steps/needs-study", form, status=404)


def test_the_table_in_files_is_the_one_on_the_page(xiaofang, here):
    page = xiaofang.get(f"{here}/print")
    csv_text = xiaofang.get(f"{here}/steps.csv").response.get_data().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(csv_text, newline="")))
    assert len(rows) == 20
    missing = [cell for row in rows[1:] for cell in row if " ".join(cell.split()) not in page.text]
    assert missing == []
    sheet = load_workbook(BytesIO(xiaofang.client.get(f"{here}/steps.xlsx").data)).active
    cells = [
        ["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)
    ]
    assert cells == rows


def test_the_certificate_makes_an_agency_and_the_label_goes(house, cast, li, team, here, app):
    with house.database.writing() as db:
        walk_to(db, team, book_of(house), "licence", db.get_one(Person, cast.li.id))
        set_full_time(db, team, cast.xiaofang)
    form = {
        "name": "秭归县薪火社会工作服务中心",
        "code": agency_code().lower(),
        "registered_on": "2026-11-24",
        "manager": str(cast.xiaofang.uid),
    }
    wrong = li.post(f"{here}/registered", {**form, "code": "52" + "1" * 16}, status=422)
    assert wrong.errors()[0].startswith("代码对不上")
    assert wrong.value("name") == form["name"]
    assert li.post(f"{here}/registered", {**form, "registered_on": "2999-1-1"}, status=422)
    early = li.post(f"{here}/registered", {**form, "registered_on": "2026-11-23"}, status=422)
    assert early.errors() == ["比交齐材料那天（2026年11月24日）还早，看看哪个日期写错了"]
    check = li.post(f"{here}/registered", form, status=200)
    for words in ("还没登记", form["name"], agency_code(), "2026年11月24日", "秭归县"):
        assert words in check.text
    assert "小芳 机构主管、学员" in check.text
    assert "薪火" not in Browser(app).as_person(cast.xiaofang).get("/me").text
    seen = {name: check.value(name) for name in form}
    back = li.post(f"{here}/registered", {**seen, "back": "1"}, status=200)
    assert back.value("name") == form["name"]
    sure = {**seen, "sure": "1"}
    assert "怎样补上" in li.get(here).text
    page = li.follow(li.post(f"{here}/registered", sure))
    assert "已登记" in page.text
    assert "怎样补上" not in page.text
    assert "筹备中" not in page.text
    assert agency_code() in page.text
    li.post(f"{here}/registered", sure)
    assert "登记以前的事不再改" in li.get(f"{here}/steps/charter").text
    assert "薪火" in Browser(app).as_person(cast.xiaofang).get("/me").text


def test_the_certificate_is_entered_by_the_manager_and_told_by_nobody(
    house, cast, li, xiaofang, team, here
):
    step = f"{here}/steps/licence"
    assert "告诉机构主管" in xiaofang.get(step).text
    assert f"{here}/registered" not in li.get(here).hrefs()
    with house.database.writing() as db:
        walk_to(db, team, book_of(house), "licence", db.get_one(Person, cast.li.id))
    said = [
        one.get("value") for one in xiaofang.get(step).all("input") if one.get("name") == "state"
    ]
    assert said == ["todo", "doing"]
    assert xiaofang.get(step).value("done_on") is None
    form = {key: text for key, text in step_form(note="周五去领").items() if key != "done_on"}
    xiaofang.post(step, form)
    assert "周五去领" in xiaofang.get(step).text
    assert f"{here}/registered" not in xiaofang.get(step).hrefs()
    assert f"{here}/registered" in li.get(step).hrefs()
    assert f"{here}/registered" in li.get(here).hrefs()
    xiaofang.post(step, {"state": "done", "version": "1"}, status=404)
    assert "审批中" in xiaofang.get(here).text


def test_the_step_about_certified_people_says_how_the_team_stands(
    house, cast, xiaofang, team, here
):
    with house.database.writing() as db:
        set_full_time(db, team, cast.xiaofang)
    page = xiaofang.get(f"{here}/steps/professionals")
    assert "还差 1 人：算数的 0 人，要 1 人" in page.text


def test_a_day_of_another_year_comes_with_its_year(xiaofang, here):
    form = {"version": "0", "state": "ready", "note": ""}
    xiaofang.post(f"{here}/papers/premises", {**form, "expires_on": "2027-11-24"})
    assert "用到 2027年11月24日 备好了" in xiaofang.get(here).text
    xiaofang.post(f"{here}/papers/leader-profile", {**form, "expires_on": "2026-12-20"})
    assert "用到 12月20日，快到期了 备好了" in xiaofang.get(here).text
    xiaofang.post(f"{here}/steps/needs-study", step_form(due_on="2027-02-01"))
    assert "2027年2月1日前" in xiaofang.get(here).text


def test_the_law_and_the_promise_have_a_column_each(xiaofang, here):
    text = xiaofang.get(f"{here}/steps.csv").response.get_data().decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(text, newline=""))
    promised = {row[0]: row[head.index("答应到")] for row in rows}
    assert "40 天" in promised["等县民政局答复"]
    assert promised["领登记证书"] == ""


def test_every_paper_may_wait_for_a_seal(xiaofang, here):
    for paper in ("charter", "party-promise", "staff-proof"):
        page = xiaofang.get(f"{here}/papers/{paper}")
        assert "等签字盖章" in page.text, paper


def test_before_the_decision_is_told_there_is_no_agency(cast, li, xiaofang, here):
    form = {
        "name": "薪火",
        "code": agency_code(),
        "registered_on": "2026-11-20",
        "manager": str(cast.xiaofang.uid),
    }
    for sure in ({}, {"sure": "1"}):
        page = li.post(f"{here}/registered", {**form, **sure}, status=422)
        assert "先记下县民政局的答复" in page.text
    xiaofang.get(f"{here}/registered", status=403)


def test_the_pages_ask_as_much_for_seven_as_for_one(house, cast, li):
    counts = []
    for people in (1, 7):
        with house.database.writing() as db:
            new = founders(db, house, people, cast.agency_of(cast.li), first=10 * people)
            team = begin(db, cast.li, *new, name=f"{people}人组")
            set_full_time(db, team, *new)
            for one in new:
                certify(db, one, by=cast.wang)
        here = f"/founding/{team.uid}"
        pages = ("", "/members", "/print", "/history", "/steps/charter", "/papers/charter")
        counts.append([len(li.get(f"{here}{tail}").queries) for tail in pages])
        counts[-1].append(len(li.get("/founding").queries))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
