"""Questions about one person's road; each is already limited to that person."""

from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select

from models.people import Membership
from models.places import Agency, Region
from models.road import (
    ApplicationStep,
    Certificate,
    CertificateRegistration,
    EligibilityFact,
    ExamApplication,
    ExamResult,
    RuleOverride,
    StudyPlan,
    TripSheet,
)


def region_codes_of(person_id: int, now: datetime) -> Select[str]:
    """The codes of the regions this person's agencies lie in, the one joined last first."""
    return (
        select(Region.code)
        .join(Agency, Agency.region_id == Region.id)
        .join(Membership, Membership.agency_id == Agency.id)
        .where(Membership.person_id == person_id, Membership.starts_at <= now)
        .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(Membership.starts_at.desc(), Membership.id.desc())
        .limit(1)
    )


def answers_of(person_id: int) -> Select[EligibilityFact]:
    """This person's answers about eligibility, the latest for each question."""
    latest = (
        select(func.max(EligibilityFact.id))
        .where(EligibilityFact.person_id == person_id)
        .group_by(EligibilityFact.question)
    )
    return select(EligibilityFact).where(EligibilityFact.id.in_(latest))


def applications_of(person_id: int) -> Select[ExamApplication]:
    """This person's ways to sittings, the newest first."""
    return (
        select(ExamApplication)
        .where(ExamApplication.person_id == person_id, ExamApplication.withdrawn_at.is_(None))
        .order_by(ExamApplication.id.desc())
    )


def application_of(person_id: int, sitting: str, level: str) -> Select[ExamApplication]:
    """This person's way to one sitting."""
    return select(ExamApplication).where(
        ExamApplication.person_id == person_id,
        ExamApplication.sitting == sitting,
        ExamApplication.level == level,
    )


def done_steps_of(person_id: int) -> Select[str, str, str, datetime]:
    """Sitting, level, step and time of every step this person has done and not undone."""
    latest = (
        select(func.max(ApplicationStep.id))
        .join(ExamApplication, ExamApplication.id == ApplicationStep.application_id)
        .where(ExamApplication.person_id == person_id)
        .group_by(ApplicationStep.application_id, ApplicationStep.step)
    )
    return (
        select(
            ExamApplication.sitting, ExamApplication.level, ApplicationStep.step, ApplicationStep.at
        )
        .join(ExamApplication, ExamApplication.id == ApplicationStep.application_id)
        .where(ApplicationStep.id.in_(latest), ApplicationStep.done.is_(True))
    )


def done_steps(application_id: int) -> Select[str]:
    """The steps of one application that are done and not undone."""
    latest = (
        select(func.max(ApplicationStep.id))
        .where(ApplicationStep.application_id == application_id)
        .group_by(ApplicationStep.step)
    )
    return select(ApplicationStep.step).where(
        ApplicationStep.id.in_(latest), ApplicationStep.done.is_(True)
    )


def history_of_step(person_id: int, sitting: str, level: str, step: str) -> Select[ApplicationStep]:
    """What this person said about one step, done and undone, the latest first."""
    return (
        select(ApplicationStep)
        .join(ExamApplication, ExamApplication.id == ApplicationStep.application_id)
        .where(ExamApplication.person_id == person_id, ExamApplication.sitting == sitting)
        .where(ExamApplication.level == level, ApplicationStep.step == step)
        .order_by(ApplicationStep.id.desc())
    )


def trip_of(person_id: int, sitting: str, level: str) -> Select[TripSheet]:
    """This person's exam-day sheet for one sitting."""
    return select(TripSheet).join(
        ExamApplication,
        and_(
            ExamApplication.id == TripSheet.application_id,
            ExamApplication.person_id == person_id,
            ExamApplication.sitting == sitting,
            ExamApplication.level == level,
        ),
    )


def results_of(person_id: int) -> Select[ExamResult]:
    """This person's marks, the latest entry for each paper and year."""
    latest = (
        select(func.max(ExamResult.id))
        .where(ExamResult.person_id == person_id)
        .group_by(ExamResult.year, ExamResult.paper)
    )
    return select(ExamResult).where(ExamResult.id.in_(latest)).order_by(ExamResult.year.desc())


def results_ever_of(person_id: int) -> Select[ExamResult]:
    """Every entry of this person's marks, corrected ones too, in order."""
    return select(ExamResult).where(ExamResult.person_id == person_id).order_by(ExamResult.id)


def certificates_of(person_id: int) -> Select[Certificate]:
    """The certificates this person says they hold."""
    return select(Certificate).where(Certificate.person_id == person_id)


def registrations_of(person_id: int) -> Select[CertificateRegistration]:
    """The registrations of this person's certificates, the latest day first."""
    return (
        select(CertificateRegistration)
        .join(Certificate, Certificate.id == CertificateRegistration.certificate_id)
        .where(Certificate.person_id == person_id)
        .order_by(CertificateRegistration.registered_on.desc())
    )


def plan_of(person_id: int) -> Select[StudyPlan]:
    """How this person wants to study now."""
    return (
        select(StudyPlan)
        .where(StudyPlan.person_id == person_id)
        .order_by(StudyPlan.id.desc())
        .limit(1)
    )


def overrides_in_force() -> Select[RuleOverride]:
    """The rules entered here that are not withdrawn, in the order they were entered."""
    return select(RuleOverride).where(RuleOverride.withdrawn_at.is_(None)).order_by(RuleOverride.id)
