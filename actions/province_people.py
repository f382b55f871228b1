"""The people of a made province: how far each has come, by luck that is the same every time."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from actions.demo_places import class_name, person_name
from actions.province_shelf import Shelf
from actions.stages import measures_of
from domain.access import Role
from domain.consent import NAMED_LISTS
from domain.days import local_day
from domain.stages import LEARNING, ExamStage, PostKind
from models.credentials import CertificateCheck, HolderNow
from models.learning import DaySum
from models.people import Consent, Guidance, Membership, Person
from models.pipeline import Post, StageNow
from models.places import StudyClass
from models.road import Certificate, EligibilityFact, StageEntered, Track

CAUSE: Final = "made"
BEGUN: Final = (ExamStage.IN_CLASS, ExamStage.STUDYING)
SAT: Final = (*BEGUN, ExamStage.PAID, ExamStage.SAT)
ROADS: Final[tuple[tuple[tuple[ExamStage, ...], int], ...]] = (
    ((ExamStage.RECRUITED,), 6),
    (BEGUN[:1], 8),
    (BEGUN, 26),
    ((*SAT, ExamStage.STUDYING), 14),
    ((*BEGUN, ExamStage.PAID), 6),
    (SAT, 3),
    ((*SAT, ExamStage.PASSED), 4),
    ((*SAT, ExamStage.PASSED, ExamStage.REVIEWED), 2),
    ((*SAT, ExamStage.PASSED, ExamStage.CERTIFIED), 14),
    ((*SAT, ExamStage.PASSED, ExamStage.CERTIFIED, ExamStage.REGISTERED), 9),
    ((*BEGUN, ExamStage.LEFT), 8),
)
"""Roads and how common each is."""
POSTS: Final[tuple[tuple[PostKind, str, int], ...]] = (
    (PostKind.VILLAGE, "", 40),
    (PostKind.VOLUNTEER, "", 28),
    (PostKind.STATION, "bought", 10),
    (PostKind.STATION, "hired", 4),
    (PostKind.AGENCY, "hired", 12),
    (PostKind.ELDER, "hired", 6),
)
WITH_POST: Final = 0.25
ANSWERS: Final = (
    ("education", "high-school"),
    ("practice", "yes"),
    ("certificate", "no"),
)
IN_A_CLASS: Final = 10
LED_BY_ONE: Final = 40
HOLDS: Final = frozenset({ExamStage.CERTIFIED, ExamStage.REGISTERED})
LEVELS: Final = (("junior", 9), ("middle", 1))


@dataclass(slots=True)
class Crew:
    """An agency as its people are made: where it is, who runs and guides it, who is counted."""

    agency_id: int
    county_id: int
    county_code: str
    townships: Sequence[tuple[int, str, int]]
    """Id, code and station of each."""
    manager_id: int
    mentors: Sequence[int]
    counts: Counter[tuple[str, str, int, int, int]]
    there: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def count(
        self, home: tuple[int, str] | None, class_id: int, keys: Sequence[tuple[str, str]]
    ) -> None:
        """Count one person under these measures and keys."""
        code = home[1] if home else self.county_code
        for measure, key in keys:
            self.counts[measure, key, self.agency_id, class_id, home[0] if home else 0] += 1
            self.there[code, measure, key] += 1


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes people onto a shelf."""

    shelf: Shelf
    luck: random.Random
    at: datetime

    def fill(self, crew: Crew, people: int, first: int) -> None:
        """Make so many people for an agency, in classes of ten from neighbouring townships."""
        class_id = 0
        for number in range(people):
            if number % IN_A_CLASS == 0:
                class_id = self._class(crew, number // IN_A_CLASS)
            self._person(crew, class_id, number, first + number)

    def _class(self, crew: Crew, number: int) -> int:
        return self.shelf.add(
            StudyClass,
            name=class_name(number),
            agency_id=crew.agency_id,
            opened_on=None,
            closed_at=None,
        )

    def _person(self, crew: Crew, class_id: int, number: int, serial: int) -> None:
        luck = self.luck
        place = number // IN_A_CLASS % len(crew.townships)
        township = crew.townships[(place + (luck.random() < 0.2)) % len(crew.townships)]  # noqa: PLR2004
        home = None if luck.random() < 0.03 else township[:2]  # noqa: PLR2004
        road = luck.choices([r for r, _n in ROADS], [n for _r, n in ROADS])[0]
        times = self._times(len(road))
        person_id = self.shelf.add(
            Person,
            name=person_name(serial * 7919),
            login_name=None,
            password_hash="",
            phone_tail=f"{serial % 10_000:04}",
            language="",
            home_id=home[0] if home else None,
            village="",
            joined_at=times[0],
        )
        left = road[-1] is ExamStage.LEFT
        self._belong(crew, person_id, class_id, times, left=left)
        self._walk(crew, person_id, class_id, home, Track.EXAM, list(zip(road, times, strict=True)))
        if road[-1] in LEARNING:
            self._learn(person_id, number)
        if road[-1] in HOLDS:
            self._certify(crew, person_id, class_id, home, times[-1])
        if not left and luck.random() < WITH_POST:
            self._post(crew, person_id, class_id, home, township[2], times[-1])

    def _times(self, many: int) -> list[datetime]:
        """When each stage was entered, the last within half a year."""
        moment = self.at - timedelta(
            days=self.luck.randrange(1, 180), minutes=self.luck.randrange(600)
        )
        found = [moment]
        for _stage in range(many - 1):
            moment -= timedelta(days=self.luck.randrange(20, 110))
            found.append(moment)
        return found[::-1]

    def _belong(
        self, crew: Crew, person_id: int, class_id: int, times: list[datetime], *, left: bool
    ) -> None:
        ends = times[-1] if left else None
        self.shelf.add(
            Membership,
            person_id=person_id,
            role=Role.TRAINEE,
            agency_id=crew.agency_id,
            region_id=None,
            class_id=class_id,
            starts_at=times[0],
            ends_at=ends,
        )
        self.shelf.add(
            Guidance,
            mentor_id=crew.mentors[person_id // LED_BY_ONE % len(crew.mentors)],
            trainee_id=person_id,
            starts_at=times[0],
            ends_at=ends,
        )
        if self.luck.random() < 0.5:  # noqa: PLR2004
            self.shelf.add(
                Consent,
                person_id=person_id,
                purpose=NAMED_LISTS,
                version="demo",
                words="demo",
                given_at=times[0],
            )

    def _walk(
        self,
        crew: Crew,
        person_id: int,
        class_id: int,
        home: tuple[int, str] | None,
        track: Track,
        road: Sequence[tuple[str, datetime]],
        engaged: str = "",
    ) -> None:
        for number, (stage, at) in enumerate(road):
            self.shelf.add(
                StageEntered,
                person_id=person_id,
                agency_id=crew.agency_id,
                class_id=class_id,
                track=track,
                stage=stage,
                cause=f"{CAUSE}:{number}",
                why="",
                by_id=None,
                at=at,
            )
        stage, since = road[-1]
        self.shelf.add(
            StageNow,
            person_id=person_id,
            agency_id=crew.agency_id,
            class_id=class_id,
            home_id=home[0] if home else None,
            track=track,
            stage=stage,
            since=since,
            stuck=False,
            engaged=engaged,
        )
        crew.count(home, class_id, measures_of(track, stage, stuck=False, engaged=engaged))

    def _learn(self, person_id: int, number: int) -> None:
        day = local_day(self.at) - timedelta(days=int(self.luck.expovariate(0.12)))
        self.shelf.add(DaySum, person_id=person_id, day=day, answers=12, sections=1, seconds=900)
        if number % 3:
            return
        since = date(2019, 3, 1) + timedelta(days=self.luck.randrange(8) * 365)
        for question, answer in (*ANSWERS, ("spells", f"{since}..")):
            self.shelf.add(
                EligibilityFact,
                person_id=person_id,
                question=question,
                answer=answer,
                source="",
                at=self.at,
            )

    def _certify(
        self, crew: Crew, person_id: int, class_id: int, home: tuple[int, str] | None, at: datetime
    ) -> None:
        level = self.luck.choices([name for name, _n in LEVELS], [n for _name, n in LEVELS])[0]
        certificate = self.shelf.add(
            Certificate,
            person_id=person_id,
            level=level,
            passed_on=local_day(at),
            number_sealed=None,
            upload_id=None,
            by_id=None,
            at=at,
        )
        self.shelf.add(
            CertificateCheck,
            certificate_id=certificate,
            by_id=crew.manager_id,
            agreed=True,
            words="",
            at=at,
        )
        self.shelf.add(
            HolderNow,
            person_id=person_id,
            agency_id=crew.agency_id,
            class_id=class_id,
            home_id=home[0] if home else None,
            level=level,
        )
        crew.count(home, class_id, [("holder", level)])

    def _post(
        self,
        crew: Crew,
        person_id: int,
        class_id: int,
        home: tuple[int, str] | None,
        station: int,
        at: datetime,
    ) -> None:
        kind, engaged, _n = self.luck.choices(POSTS, [n for *_kind, n in POSTS])[0]
        day = local_day(at)
        self.shelf.add(
            Post,
            person_id=person_id,
            agency_id=crew.agency_id,
            station_id=station if kind is PostKind.STATION else None,
            kind=kind,
            engaged=engaged,
            started_on=day,
            contract_ends_on=day + timedelta(days=730) if engaged else None,
            funding_ends_on=None,
            cert_due_on=day + timedelta(days=1095) if kind is PostKind.STATION else None,
            ended_on=None,
            why_ended="",
            by_id=crew.manager_id,
            at=at,
        )
        self._walk(crew, person_id, class_id, home, Track.POST, [(kind, at)], engaged)
