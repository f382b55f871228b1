"""Eligibility as a newcomer meets it: one question a page, the answer with its rules."""

import pytest

from models.road_queries import answers_of
from tests.browser import Browser

START = "/road/eligibility"
RESULT = "/road/eligibility/result"
HIGH_SCHOOL = {"education": "high-school", "practice": "yes", "certificate": "no"}


def answer(browser, **answers):
    """Answer questions by their address."""
    for name, told in answers.items():
        browser.post(f"{START}/{name.replace('_', '-')}", {"answer": told})


def practise(browser, start, end=""):
    """Tell one spell of practice."""
    return browser.post(f"{START}/spell", {"start": start, "end": end})


def kept(house, person):
    with house.database.reading() as db:
        return {row.question: row.answer for row in db.scalars(answers_of(person.id))}


def test_a_newcomer_is_led_from_question_to_question(xiaofang):
    first = xiaofang.get(START)
    assert f"{START}/education" in first.hrefs()
    page = xiaofang.post(f"{START}/education", {"answer": "high-school"})
    assert page.location == f"{START}/practice"
    page = xiaofang.post(f"{START}/practice", {"answer": "yes"})
    assert page.location == f"{START}/spell"
    page = practise(xiaofang, "2020年3月1日")
    assert page.location == f"{START}/spells"
    assert "2020年3月1日到现在" in xiaofang.follow(page).text
    assert f"{START}/certificate" in xiaofang.get(f"{START}/spells").hrefs()
    page = xiaofang.post(f"{START}/certificate", {"answer": "no"})
    assert page.location == f"{START}/check"
    told = xiaofang.follow(page)
    assert "高中" in told.text
    assert RESULT in told.hrefs()
    assert xiaofang.get(START, status=303).location == RESULT


def test_each_question_is_the_heading_and_knows_the_answer_given(xiaofang):
    answer(xiaofang, education="college")
    page = xiaofang.get(f"{START}/education")
    assert page.h1 == "你的最高学历是什么？"
    chosen = [i.get("value") for i in page.all("input") if i.get("checked") is not None]
    assert chosen == ["college"]


# Five cases worked out by hand from facts.md 2, for the exam of 2027 in Hubei.
def test_high_school_and_four_full_years_may_sit_junior(xiaofang):
    """J1: 4 years by 2027-12-31. From 2024-01-01 they are full on that very day."""
    answer(xiaofang, **HIGH_SCHOOL)
    practise(xiaofang, "2024年1月1日")
    page = xiaofang.get(RESULT)
    assert "2027 年可以报初级" in page.text
    assert "要求从事社会工作满 4 年，算到截止那天你有 4 年。" in page.text
    assert "要一直做到 2027年12月31日" in page.text


def test_one_day_less_is_refused_for_2027_and_told_the_year_and_the_day(xiaofang):
    """J1 again: from 2024-01-02 the fourth year is full on 2028-01-01, so 2028 is the year."""
    answer(xiaofang, **HIGH_SCHOOL)
    practise(xiaofang, "2024年1月2日")
    page = xiaofang.get(RESULT)
    assert "最早 2028 年能报初级" in page.text
    assert "要求从事社会工作满 4 年；算到 2027年12月31日，只有 3 年。" in page.text
    assert "2028年1月1日满 4 年" in page.text
    assert "你的位置给你留着" in page.text


def test_a_bachelor_of_social_work_needs_no_years_for_junior_and_three_for_middle(xiaofang):
    """J3: 0 years. M3: 3 years; from 2025-06-01 they are full on 2028-05-31, so 2028."""
    answer(xiaofang, education="bachelor", studying="no", major="social-work", practice="yes")
    practise(xiaofang, "2025年6月1日")
    page = xiaofang.get(RESULT)
    assert "2027 年可以报初级" in page.text
    assert "学历和专业都够，不要求从业年限。" in page.text
    assert "最早 2028 年能报中级" in page.text
    assert "2028年5月31日满 3 年" in page.text


def test_college_in_another_field_adds_up_spells_and_needs_six_years_for_middle(xiaofang):
    """J4: 4 years. 2018-01-01..2019-12-31 (2) and 2025-01-01.. (3 by the end of 2027) are 5.

    M6: 6 years, so 2028 (2 and 4).
    """
    answer(xiaofang, education="college", studying="no", major="other", practice="yes")
    practise(xiaofang, "2018年1月1日", "2019年12月31日")
    practise(xiaofang, "２０２５年１月１日")
    page = xiaofang.get(RESULT)
    assert "2027 年可以报初级" in page.text
    assert "要求从事社会工作满 4 年，算到截止那天你有 5 年。" in page.text
    assert "最早 2028 年能报中级" in page.text


def test_middle_school_hears_it_kindly_with_what_else_can_be_done(xiaofang):
    """No row of the table has 初中: neither level, on day one, and the way up."""
    page = xiaofang.post(f"{START}/education", {"answer": "below"})
    assert page.location == f"{START}/check"
    page = xiaofang.get(RESULT)
    assert "现在的学历还报不了初级" in page.text
    assert "成人高中或中专" in page.text
    assert "在村里做社工" in page.text
    assert any(href.startswith("/courses/") for href in page.hrefs())
    assert "你的位置给你留着" in page.text


def test_high_school_without_the_junior_certificate_hears_when_middle_comes(xiaofang):
    """M1: junior first (2027, held from its last day on), 6 years after it on 2033-12-30."""
    answer(xiaofang, **HIGH_SCHOOL)
    practise(xiaofang, "2020年1月1日")
    page = xiaofang.get(RESULT)
    assert "要先拿到助理社会工作师证书（初级），最早 2027 年能考。" in page.text
    assert "最早 2033 年能报中级" in page.text


def test_every_line_names_its_rule_and_the_day_it_was_checked(xiaofang):
    answer(xiaofang, **HIGH_SCHOOL)
    practise(xiaofang, "2020年1月1日")
    page = xiaofang.get(RESULT)
    assert "国人部发〔2006〕71号" in page.text
    assert "核对于 2026年11月24日" in page.text
    assert "各地做法可能不同" in page.text
    assert "差一天也不算满。 （依据 4，把握不大，先问县里）" in page.text
    assert "哪些工作算“从事社会工作”，由当地审核部门认定" in page.text


def test_not_knowing_is_an_answer_and_says_where_to_ask(xiaofang):
    answer(xiaofang, education="high-school", practice="unknown", certificate="no")
    page = xiaofang.get(RESULT)
    assert "还差一点，才知道能不能报初级" in page.text
    assert "翻劳动合同、任职文件" in page.text


def test_a_day_may_be_unknown(house, cast, xiaofang):
    answer(xiaofang, education="college", studying="yes")
    page = xiaofang.post(f"{START}/graduated-on", {"answer": "不晓得", "unknown": "1"})
    assert page.location == f"{START}/major"
    assert kept(house, cast.xiaofang)["graduated-on"] == "unknown"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("去年", "", "写年、月、日，像 2019年3月15日"),
        ("２０１９年２月３０日", "", "日历上没有这一天"),
        ("2020年5月1日", "2019年5月1日", "结束在开始之前"),
        ("2090年1月1日", "", "开始的日子要在今天以前"),
        ("2019年1月1日", "2090年1月1日", "还没到这一天"),
        ("", "2019年1月1日", "填开始的日子"),
    ],
)
def test_an_impossible_spell_is_kept_and_told_how_to_mend(xiaofang, start, end, said):
    answer(xiaofang, education="high-school", practice="yes")
    page = xiaofang.post(f"{START}/spell", {"start": start, "end": end}, status=422)
    assert page.title.startswith("有错误：")
    assert any(said in line for line in page.errors())
    assert (page.value("start"), page.value("end")) == (start, end)


def test_nothing_chosen_links_to_the_question(xiaofang):
    page = xiaofang.post(f"{START}/education", {}, status=422)
    assert page.errors() == ["选一个；不清楚就选“不知道”"]


def test_months_are_enough_and_full_width_digits_are_understood(house, cast, xiaofang):
    answer(xiaofang, education="high-school", practice="yes")
    practise(xiaofang, "２０１９年３月", "2021-05")
    assert kept(house, cast.xiaofang)["spells"] == "2019-03-01..2021-05-31"


def test_a_spell_told_twice_is_one_and_can_be_taken_out(house, cast, xiaofang):
    answer(xiaofang, education="high-school", practice="yes")
    practise(xiaofang, "2020年1月1日")
    practise(xiaofang, "2020年1月1日")
    assert kept(house, cast.xiaofang)["spells"] == "2020-01-01.."
    xiaofang.post(f"{START}/spells", {"remove": "2020-01-01.."})
    xiaofang.post(f"{START}/spells", {"remove": "2020-01-01.."})
    assert kept(house, cast.xiaofang)["spells"] == ""
    assert xiaofang.get(f"{START}/spells", status=303).location == f"{START}/spell"


def test_a_changed_answer_changes_what_is_asked(xiaofang):
    answer(xiaofang, education="bachelor", studying="no", major="other", practice="no")
    assert "专业" in xiaofang.get(f"{START}/check").text
    page = xiaofang.post(f"{START}/education", {"answer": "vocational"})
    assert page.location == f"{START}/certificate"
    assert "专业" not in xiaofang.get(f"{START}/check").text


def test_a_step_not_answered_yet_leads_there(xiaofang):
    assert xiaofang.get(RESULT, status=303).location == f"{START}/education"
    assert xiaofang.get(f"{START}/check", status=303).location == START


def test_an_unknown_question_does_not_exist(xiaofang):
    xiaofang.get(f"{START}/shoe-size", status=404)


def test_answers_are_ones_own(app, cast, xiaofang):
    answer(xiaofang, education="doctor", studying="no", major="other", practice="no")
    other = Browser(app).as_person(cast.xiaojun)
    assert other.get(RESULT, status=303).location == f"{START}/education"


@pytest.mark.parametrize("path", [START, f"{START}/education", f"{START}/check", RESULT])
def test_strangers_and_staff_do_not_walk_here(visitor, wang, path):
    assert visitor.get(path, status=303).location.startswith("/login")
    wang.get(path, status=403)


def test_the_answer_costs_the_same_for_one_spell_and_for_three(xiaofang):
    answer(xiaofang, **HIGH_SCHOOL)
    costs = []
    for start in ("2020年1月1日", "2018年1月1日", "2016年1月1日"):
        practise(xiaofang, start, "2021年1月1日")
        costs.append(len(xiaofang.get(RESULT).queries))
    assert costs[0] == costs[2]
