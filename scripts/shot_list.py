"""The pages of the demo that pictures are taken of: who looks, what is done, in which looks."""

from dataclasses import dataclass

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
TRAINEE, NEWCOMER, MENTOR, MANAGER, ADMIN = "xiulan", "jianguo", "zhanglaoshi", "yunling", "guanli"
BUREAU, CIVIL = "yunlingbu", "yunlingju"
START_MOCK = "main form .btn"


@dataclass(frozen=True)
class Shot:
    """One page: its name, who looks, where it is, and what is done there before the picture.

    A step is a selector to press, or "selector = text" to fill in.
    """

    name: str
    who: str
    path: str
    steps: tuple[str, ...] = ()
    looks: tuple[str, ...] = ("light",)


@dataclass(frozen=True)
class Look:
    """A way to show a page: the screen, the theme, the text size, the language."""

    screen: dict[str, int]
    theme: str = "light"
    size: str = "m"
    lang: str = "zh"


LOOKS: dict[str, Look] = {
    "light": Look(PHONE),
    "desk": Look(DESK),
    "dark": Look(PHONE, theme="dark"),
    "desk-dark": Look(DESK, theme="dark"),
    "l": Look(PHONE, size="l"),
    "xl": Look(PHONE, size="xl"),
    "xxl": Look(PHONE, size="xxl"),
    "english": Look(PHONE, lang="en"),
    "desk-english": Look(DESK, lang="en"),
}
PLAIN = ("light", "desk")
EVERY = tuple(LOOKS)
LESSON = "/courses/junior-comprehensive-2025/jc04-01"
ONE_SET = ("main form .btn",)
ANSWERED = (*ONE_SET, ".opt >> nth=1", ".dock .btn >> nth=1")
NEXT = ".dock .btn >> nth=-1"
PAPER = "/mocks/papers/junior-comprehensive-2025"
MOCK = (START_MOCK, ".opt >> nth=1", NEXT, ".opt >> nth=0", NEXT)
SHEET = (".hero .btn", ".tools .tool >> nth=0")
HAND_IN = (*SHEET, ".dock .btn >> nth=0")
REFUSED = ("#login = 1380013", "main form .btn")

SHOTS: tuple[Shot, ...] = (
    Shot("home", "", "/", looks=EVERY),
    Shot("login", "", "/login", looks=PLAIN),
    Shot("422", "", "/login", REFUSED, ("light", "dark", "xxl", "english")),
    Shot("join", "", "/join", looks=PLAIN),
    Shot("today", TRAINEE, "/today", looks=EVERY),
    Shot("first-day", NEWCOMER, "/today", looks=("light", "dark", "xxl", "english", "desk")),
    Shot("courses", TRAINEE, "/courses", looks=PLAIN),
    Shot("course", TRAINEE, LESSON.rpartition("/")[0], looks=PLAIN),
    Shot("lesson", "", LESSON, looks=("light", "dark", "xxl", "desk")),
    Shot("check", TRAINEE, f"{LESSON}/check", looks=PLAIN),
    Shot("checked", TRAINEE, f"{LESSON}/checked", looks=PLAIN),
    Shot("search", "", "/search?q=保密", looks=PLAIN),
    Shot("glossary", "", "/glossary", looks=("light",)),
    Shot("practice", TRAINEE, "/practice", looks=("light", "dark", "desk", "english")),
    Shot("question", TRAINEE, "/practice?set=mixed", ONE_SET, EVERY),
    Shot("answered", TRAINEE, "/practice?set=mixed", ANSWERED, EVERY),
    Shot("wrong", TRAINEE, "/wrong", looks=PLAIN),
    Shot("wrong-print", TRAINEE, "/wrong/print", looks=("light", "paper")),
    Shot("progress", TRAINEE, "/progress", looks=("light", "dark", "xxl", "desk")),
    Shot("progress-empty", NEWCOMER, "/progress", looks=("light",)),
    Shot("mocks", NEWCOMER, "/mocks", looks=PLAIN),
    Shot("paper", NEWCOMER, PAPER, looks=PLAIN),
    Shot("mock", NEWCOMER, PAPER, MOCK, (*PLAIN, "dark", "xxl")),
    Shot("sheet", NEWCOMER, "/mocks", SHEET, (*PLAIN, "xxl")),
    Shot("hand-in", NEWCOMER, "/mocks", HAND_IN, PLAIN),
    Shot("report", NEWCOMER, "/mocks", (*HAND_IN, NEXT), (*PLAIN, "dark", "xxl")),
    Shot("answer-card", "", "/answer-card", looks=("light", "desk", "paper")),
    Shot("road", TRAINEE, "/road", looks=("light", "dark", "desk", "xxl", "english")),
    Shot("eligibility", NEWCOMER, "/road/eligibility", looks=PLAIN),
    Shot("education", NEWCOMER, "/road/eligibility/education", looks=PLAIN),
    Shot("eligible", TRAINEE, "/road/eligibility/result", looks=PLAIN),
    Shot("exam", TRAINEE, "/road/exam", looks=("light", "dark", "desk")),
    Shot("step", TRAINEE, "/road/exam/junior/photo", looks=("light",)),
    Shot("exam-day", TRAINEE, "/road/exam-day", looks=("light", "paper")),
    Shot("exam-day-lines", TRAINEE, "/road/exam-day/junior", looks=("light",)),
    Shot("results", TRAINEE, "/road/results", looks=("light",)),
    Shot("certificate", TRAINEE, "/road/certificate", looks=("light",)),
    Shot("plan", TRAINEE, "/plan", looks=PLAIN),
    Shot("plan-goal", TRAINEE, "/plan/goal", looks=("light",)),
    Shot("me", TRAINEE, "/me", looks=("light", "desk", "english")),
    Shot("data", TRAINEE, "/me/data", looks=("light",)),
    Shot("consents", TRAINEE, "/me/consents", looks=("light",)),
    Shot("sessions", TRAINEE, "/me/sessions", looks=("light",)),
    Shot("size", TRAINEE, "/size", looks=("light",)),
    Shot("help", TRAINEE, "/help", looks=PLAIN),
    Shot("privacy", "", "/privacy", looks=("light",)),
    Shot("404", "", "/nothing-here", looks=("light",)),
    Shot("403", MENTOR, "/progress", looks=("light",)),
    Shot("staff", MENTOR, "/today", looks=PLAIN),
    Shot("assign", MENTOR, "/assign", looks=PLAIN),
    Shot("assign-new", MENTOR, "/assign/new/read", looks=PLAIN),
    Shot("invites", MENTOR, "/invites", looks=("light",)),
    Shot("invite-made", MENTOR, "/invites/new", ("main form .btn",), ("light", "desk", "paper")),
    Shot("slips", MENTOR, "/recovery-slips", looks=("light",)),
    Shot("slip-made", MENTOR, "/recovery-slips", (".task", "main form .btn"), ("light", "paper")),
    Shot("extra-time", MENTOR, "/extra-time", looks=("light",)),
    Shot("trainees", MENTOR, "/trainees", looks=PLAIN),
    Shot("one-trainee", MENTOR, "/trainees", ("main .card a",), ("light", "desk", "paper")),
    Shot("classes", MENTOR, "/classes", looks=PLAIN),
    Shot("class", MENTOR, "/classes", (".task",), ("light", "desk")),
    Shot("messages", MENTOR, "/messages", looks=PLAIN),
    Shot("notices", MENTOR, "/notices", looks=("light",)),
    Shot("manager", MANAGER, "/today", looks=PLAIN),
    Shot("agency", MANAGER, "/agency", looks=EVERY),
    Shot("stage", MANAGER, "/agency/stage/studying", looks=PLAIN),
    Shot("people", MANAGER, "/agency/people", looks=(*PLAIN, "paper")),
    Shot("posts", MANAGER, "/agency/posts", looks=PLAIN),
    Shot("mentors", MANAGER, "/agency/mentors", looks=PLAIN),
    Shot("import", MANAGER, "/agency/import", looks=PLAIN),
    Shot("candidates", MANAGER, "/agency/candidates", looks=PLAIN),
    Shot("staff-list", MANAGER, "/agency/staff", looks=PLAIN),
    Shot("papers", MANAGER, "/agency/papers", looks=PLAIN),
    Shot("village-papers", MANAGER, "/agency/village-papers", looks=PLAIN),
    Shot("allowances", MANAGER, "/agency/allowances", looks=PLAIN),
    Shot("teams", MANAGER, "/founding", looks=PLAIN),
    Shot("team", MANAGER, "/founding", (".task",), ("light", "desk", "dark", "paper")),
    Shot("region", BUREAU, "/region", looks=EVERY),
    Shot("region-lists", BUREAU, "/region/lists", looks=PLAIN),
    Shot("region-civil", CIVIL, "/region", looks=PLAIN),
    Shot("office", ADMIN, "/office", looks=PLAIN),
)
