"""How far along the road people are: 小芳 may sit and has begun to register, 小梅 has passed."""

from flask import Flask

from tests.browser import Browser
from tests.cast import Cast

TOLD = (("education", "high-school"), ("practice", "yes"), ("certificate", "no"))
TRIP = {
    "place": "县一中，城关镇东街 5 号",
    "seat": "3 考场 12 号",
    "bus": "早上六点村口，和小军一道",
    "lodging": "表姐家",
    "id_expires": "2030年5月1日",
}


def walk(app: Flask) -> None:
    """Let them fill in the pages of the road."""
    cast = Cast(app.extensions["house"])
    fang = Browser(app).as_person(cast.xiaofang)
    for question, answer in TOLD:
        fang.post(f"/road/eligibility/{question}", {"answer": answer})
    fang.post("/road/eligibility/spell", {"start": "2020年1月1日", "end": ""})
    for step in ("account", "photo"):
        fang.post(f"/road/exam/junior/{step}", {"done": "yes"})
    fang.post("/road/exam-day/junior", TRIP)
    fang.post("/road/results/junior/2026", {"j_zh": "52", "j_sw": "63.5"})
    mei = Browser(app).as_person(cast.xiaomei)
    mei.post("/road/certificate/junior", {"day": "2026年5月24日"})
