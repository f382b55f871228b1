"""Invented places and names of the demo; their codes are 9xx, which no real place has."""

from typing import Final

YUNLING: Final = (
    "云岭镇", "石桥镇", "青溪镇", "柳林镇", "双河镇", "茶店镇",
    "大坪乡", "红岩乡", "竹园乡", "白果乡", "桃源乡", "县开发区",
)  # fmt: skip
PINGCHUAN: Final = ("平川镇", "赵集镇", "枣林镇", "沙河乡", "柏树乡", "县开发区")
TOWNSHIPS: Final = tuple(
    (f"{county}9{number:02}", f"{name}（演示）", county)
    for county, names in (("429991", YUNLING), ("139991", PINGCHUAN))
    for number, name in enumerate(names, 1)
)
"""Code, name and county of each, as `actions.demo` enters regions."""

PROVINCE: Final = ("99", "演示省")
DEMO: Final = "（演示）"
CITY_NAMES: Final = "甲乙丙丁戊己庚辛壬癸子丑寅"
COUNTY_NAMES: Final = "东西南北上下左右前后新"
TOWNSHIP_NAMES: Final = (
    "城关镇", "河口镇", "西山镇", "龙泉镇", "白云镇", "清水镇", "高桥镇",
    "石门乡", "梅岭乡", "杨柳乡", "青山乡", "黄土乡", "麦田乡", "新村乡", "南湖乡",
)  # fmt: skip
SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN: Final = "秀英桂兰玉梅红霞丽娟建国军平志强明华海燕春雨晓芳文博子涵佳慧"


def city_name(number: int) -> str:
    """The name of the city of this number."""
    return f"{CITY_NAMES[number % len(CITY_NAMES)]}市{DEMO}"


def county_name(city: int, number: int) -> str:
    """The name of a county in a city."""
    own = COUNTY_NAMES[number % len(COUNTY_NAMES)]
    return f"{CITY_NAMES[city % len(CITY_NAMES)]}{own}县{DEMO}"


def township_name(number: int) -> str:
    """The name of a township."""
    return f"{TOWNSHIP_NAMES[number % len(TOWNSHIP_NAMES)]}{DEMO}"


def agency_name(county: str, number: int) -> str:
    """The name of an agency in a county."""
    return f"{county.removesuffix(DEMO)}{number + 1} 号社工中心{DEMO}"


def station_name(township: str) -> str:
    """The name of the station of a township."""
    return f"{township.removesuffix(DEMO)}社工站{DEMO}"


def team_name(number: int) -> str:
    """The name of a founding team."""
    return f"第 {number + 1} 筹备组{DEMO}"


def class_name(number: int) -> str:
    """The name of a class."""
    return f"{number + 1} 班"


OFFICERS: Final = (
    ("shengbu", "省社会工作部", "bureau", 0),
    ("shengju", "省民政厅", "civil", 0),
    ("xianbu", "县社会工作部", "bureau", 2),
    ("xianju", "县民政局", "civil", 2),
)
"""Sign-in, name, role, and where the region lies: 0 for the province, 2 for its first county."""
MANAGER: Final = ("dajigou", "大机构主管")
"""Who runs the largest agency of the province."""


def person_name(number: int) -> str:
    """A name, the same for the same number."""
    surname = SURNAMES[number % len(SURNAMES)]
    rest = number // len(SURNAMES)
    first = GIVEN[rest % len(GIVEN)]
    second = GIVEN[(rest // len(GIVEN)) % len(GIVEN)] if number % 3 else ""
    return f"{surname}{first}{second}"
