"""Every fault an author can make is told with file, line and fix."""

from datetime import date

import pytest

from content.load import inspect_files
from tests.content import sample
from tests.content.sample import CHAPTER, CHECKS, COURSE, GLOSSARY, HELP, ITEMS, LESSON

TODAY = date(2026, 11, 24)


def told(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    found = inspect_files(files, today=TODAY).problems
    return [(fault.file, fault.line, fault.message) for fault in found]


def test_a_sound_course_has_no_problem() -> None:
    assert told(sample.files()) == []


ONE_FAULT = [
    # course.toml
    (COURSE, 'id = "demo"', 'id = "other"', 1, "id 要和文件夹同名"),
    (COURSE, 'level = "junior"\n', "", 1, "缺少 level（级别）"),
    (COURSE, "weight = 9", "weight = 101", 16, "weight（分值）写法不对，写大于 0、不超过 100"),
    (COURSE, "weight = 9", "weight = 0", 16, "weight（分值）写法不对"),
    (COURSE, "number = 5", "number = 4", 24, "第 4 章写了两次"),
    (COURSE, "source_year = 2025", "source_year = 1999", 16, "source_year（分值年份）写法不对"),
    (COURSE, "2026-11-24", '"2026-11-24"', 1, "写成 checked_on = 2026-11-24，不加引号"),
    (COURSE, "2026-11-24", "2026-11-25", 1, "核对日期 2026-11-25 还没到"),
    (COURSE, "weight = 9", "wieght = 9", 16, "不认识“wieght”，是不是想写 weight"),
    (COURSE, "[source]\n", "[source]\nlink = 1\n", 1, "不认识“link”"),
    # chapter.toml
    (CHAPTER, "de04-choice", "de05-choice", 6, "编号要写成 课程字母04-英文名"),
    (CHAPTER, "自决", "自" * 17, 6, "标题有 17 个字，最多 16 个"),
    (CHAPTER, "summary", "sumary", 1, "缺少 summary（简介）"),
    (CHAPTER, '"自决"', '"自决"\n[[points]]\nid = "de04-new"\ntitle = "新的"', 9, "没有练习题"),
    # a lesson
    (LESSON, "第一课", "第" * 19, 2, "标题有 19 个字，最多 18 个"),
    (LESSON, "minutes = 8\n", "", 2, "缺少 minutes（分钟数）"),
    (LESSON, "de04-choice", "de04-none", 2, "没有考点 de04-none"),
    (LESSON, "[[sources]]\n" + sample.SOURCE, "", 2, "缺少 sources（出处）"),
    (LESSON, "- 一", "<b>一</b>", 23, "不能写 HTML 标签"),
    (LESSON, "- 一", "![图](a.png)", 23, "不能放图片"),
    (LESSON, "- 一", "- [去](de04-09)", 23, "链接 de04-09 找不到目标"),
    (LESSON, "- 一", "- [去](de04-01#s4)", 23, "链接 de04-01#s4 找不到目标"),
    (LESSON, "- 一", "- [去](javascript:alert)", 23, "链接 javascript:alert 不能用"),
    (LESSON, "- 一", "- [去](http://a.cn)", 23, "链接 http://a.cn 不能用"),
    (LESSON, "- 一", "# 一", 23, "小标题只用两个井号"),
    (LESSON, "- 一", "一\n- 一", 24, "列表、引用前要空一行"),
    (LESSON, "- 一", "|a|b|c|d|\n|-|-|-|-|", 24, "表格有 4 栏"),
    (LESSON, "## 开头", "开头的话\n\n## 开头", 11, "第一个 ## 小标题之前有文字"),
    (LESSON, "- 一", ">" * 9 + "一", 10, "标记太多、套得太深或一段太长"),
    # items
    (ITEMS, "[[items.sources]]\n" + sample.SOURCE, "", 2, "缺少 sources（出处）"),
    (ITEMS, 'key = ["B"]', 'key = ["E"]', 2, "答案 E 不在选项里，请改 key 或补选项"),
    (ITEMS, 'key = ["B"]', 'key = ["A", "B"]', 2, "单选题的答案要 1 个"),
    (ITEMS, 'key = ["B"]', 'key = ["B", "B"]', 2, "key 里有重复的选项"),
    (ITEMS, 'key = ["B"]', 'key = "B"', 2, "key（答案）写法不对"),
    (ITEMS, 'id = "A", text', 'id = "X", text', 2, "选项要依次是 A、B、C、D，共 4 个"),
    (ITEMS, "第1题的A项做法", "第1题的B项做法", 2, "有两个选项文字相同"),
    (ITEMS, "第1题的A项做法", "以上都是", 2, "不用“以上都是”一类写法"),
    (ITEMS, sample.REASON, "错误", 2, "选项 A 的理由有 2 个字，要 12 到 45 个字"),
    (ITEMS, "再一起看有哪些路可以走", "", 2, "讲解有 11 个字，要 20 到 90 个字"),
    (ITEMS, "de04-p001", "de04-x001", 2, "编号要写成 课程字母04-p001 这样"),
    (ITEMS, '"mid"', '"middle"', 2, "difficulty（难度）写法不对，只能写 easy、mid、hard"),
    (ITEMS, 'kind = "single"', 'kind = "single"\nhint = "x"', 2, "不认识“hint”"),
    (ITEMS, "关于de04-p001", "<i>关于de04-p001</i>", 2, "不能写 HTML 标签"),
    (ITEMS, "关于de04-p001", "**关于**de04-p001", 2, "请去掉 Markdown 记号"),
    (ITEMS, 'kind = "single"', 'kind = "single"\nvalid_to = 2026-11-23', 2, "依据已于 2026-11-23"),
    (ITEMS, 'kind = "single"', 'kind = "single"\nvalid_to = "2027"', 2, "valid_to（失效日期）写法"),
    (ITEMS, "de04-m002", "de04-p001", 21, "编号 de04-p001 已用在"),
    (ITEMS, 'points = ["de04-secrets"]', 'points = ["de04-none"]', 2, "没有考点 de04-none"),
    # checks
    (CHECKS, 'lesson = "de04-01"', 'lesson = "de04-07"', 2, "本章没有 de04-07 这一课"),
    (CHECKS, "de04-01-c1", "de04-01-x1", 2, "检查题的编号要写成 de04-01-c1 这样"),
    # glossary and help
    (GLOSSARY, 'see = ["自决"]', 'see = ["告密"]', 2, "参见的“告密”不是别的词条"),
    (GLOSSARY, "de04-secrets", "de04-none", 2, "没有考点 de04-none"),
    (GLOSSARY, 'term = "自决"', 'term = "保密"', 9, "词条 保密 写了两次"),
    (HELP, "/courses/demo/de04-01#s2", "/courses/demo/de04-01#s9", 9, "找不到目标"),
    (HELP, "/courses/demo)", "/courses/other)", 9, "找不到目标"),
    (HELP, "order = 1", 'order = "1"', 2, "order（次序）写法不对"),
]


@pytest.mark.parametrize(("path", "old", "new", "line", "words"), ONE_FAULT)
def test_a_fault_is_told_with_its_line(
    path: str, old: str, new: str, line: int, words: str
) -> None:
    found = told(sample.spoiled(path, old, new))
    assert any((file, at) == (path, line) and words in message for file, at, message in found), (
        found
    )


def test_a_stem_written_twice_is_found_across_pools_whatever_its_spaces_and_width() -> None:
    found = told(sample.spoiled(ITEMS, "关于de04-m002，", "关于 ＤＥ04-P001： "))
    where = "demo/04-values/items.toml 第 2 行"
    assert found == [
        (ITEMS, 21, f"试题 de04-m002：题干和 de04-p001（{where}）相同，请改写"),
    ]
