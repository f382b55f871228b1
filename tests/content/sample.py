"""A small sound course as files in memory, and ways to spoil it."""

from collections.abc import Mapping

COURSE = "courses/demo/course.toml"
CHAPTER = "courses/demo/04-values/chapter.toml"
LESSON = "courses/demo/04-values/01-first.md"
CHECKS = "courses/demo/04-values/checks.toml"
ITEMS = "courses/demo/04-values/items.toml"
GLOSSARY = "courses/glossary.toml"
HELP = "help/first-day.md"

SOURCE = 'document = "社会工作者职业资格考试大纲"\nversion = "2025年版"\n'
REASON = "这一条理由说清楚了对在哪里错在哪里"
SENTENCE = "她把门打开请我坐下慢慢说起家里的难处和心里的盼头我听完先问她自己想怎么办。"

COURSE_TOML = f"""id = "demo"
title = "试讲"
kind = "exam"
level = "junior"
paper = "J-ZH"
outline = "2025"
summary = "两句话的简介。学完能用。"

[source]
{SOURCE}checked_on = 2026-11-24
confidence = "mid"

[[chapters]]
number = 4
folder = "04-values"
title = "价值观"
weight = 9
source_year = 2025
confidence = "low"

[[chapters]]
number = 5
title = "人类行为"
"""

CHAPTER_TOML = """summary = "学完能说清看重什么。"
[[points]]
id = "de04-secrets"
title = "保密及其例外"
[[points]]
id = "de04-choice"
title = "自决"
"""

GLOSSARY_TOML = """[[terms]]
term = "保密"
pinyin = "baomi"
meaning = "不经同意不外传。"
points = ["de04-secrets"]
see = ["自决"]

[[terms]]
term = "自决"
pinyin = "zijue"
meaning = "自己的事自己定。"
points = []
see = []
"""

HELP_MD = """+++
title = "第一天怎么用"
order = 1
+++
先看[今天](/today)。

## 打开一课

点[课程](/courses/demo)，再点一课，比如[第一课](/courses/demo/de04-01#s2)。
"""


def lesson_md(body: str | None = None) -> str:
    head = '+++\nid = "de04-01"\ntitle = "第一课"\npoints = ["de04-secrets", "de04-choice"]\n'
    return f"{head}minutes = 8\n[[sources]]\n{SOURCE}+++\n{lesson_body() if body is None else body}"


def lesson_body() -> str:
    text = SENTENCE * 7
    extra = "\n\n> 例子：小陈去看王奶奶。\n\n> 请确认：各地办法不同。\n\n- 一\n- 二\n"
    return f"\n## 开头\n\n{text}\n\n## 中间\n\n{text}{extra}\n## 末了\n\n{text}\n"


def entry(name: str, item_id: str, number: int, kind: str, head: str) -> str:
    """One item or check. Its key wanders over the places and is never the longest option."""
    letters = "ABCD" if kind == "single" else "ABCDE"
    key = [letters[number % 4]] if kind == "single" else ["A", letters[1 + number % 4]]
    options = "\n".join(
        f'  {{id = "{letter}", text = "第{number}题的{letter}项做法", reason = "{REASON}"}},'
        for letter in letters
    )
    keys = ", ".join(f'"{letter}"' for letter in key)
    return (
        f'[[{name}]]\nid = "{item_id}"\n{head}kind = "{kind}"\ndifficulty = "mid"\n'
        f'key = [{keys}]\nstem = "关于{item_id}，恰当的做法是（　）。"\n'
        f'explanation = "先问她自己想怎么办，再一起看有哪些路可以走。"\n'
        f"options = [\n{options}\n]\n[[{name}.sources]]\n{SOURCE}\n"
    )


def items_toml(singles: int = 40, multiples: int = 14) -> str:
    kinds = ["single"] * singles + ["multiple"] * multiples
    return "".join(
        _item(number, kind, "practice" if number % 2 else "mock")
        for number, kind in enumerate(kinds, 1)
    )


def _item(number: int, kind: str, pool: str) -> str:
    point = "de04-secrets" if number % 3 else "de04-choice"
    head = f'pool = "{pool}"\npoints = ["{point}"]\n'
    return entry("items", f"de04-{pool[0]}{number:03d}", number, kind, head)


def checks_toml() -> str:
    head = 'lesson = "de04-01"\n'
    return "".join(entry("checks", f"de04-01-c{n}", n, "single", head) for n in (1, 2, 3))


def texts() -> dict[str, str]:
    return {
        COURSE: COURSE_TOML,
        CHAPTER: CHAPTER_TOML,
        LESSON: lesson_md(),
        CHECKS: checks_toml(),
        ITEMS: items_toml(),
        GLOSSARY: GLOSSARY_TOML,
        HELP: HELP_MD,
    }


def files(changes: Mapping[str, str | None] | None = None) -> dict[str, bytes]:
    """The sound course, with some files replaced, or left out where the change is None."""
    changed = {**texts(), **(changes or {})}
    return {path: text.encode() for path, text in changed.items() if text is not None}


def spoiled(path: str, old: str, new: str) -> dict[str, bytes]:
    """The course with the first `old` of a file replaced."""
    text = texts()[path]
    assert old in text, f"{old!r} is not in {path}"
    return files({path: text.replace(old, new, 1)})
