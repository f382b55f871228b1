"""`flask factor reset`: the way back in for whoever can ask nobody else."""

from datetime import UTC, datetime, timedelta

import pyotp
from sqlalchemy import select

from actions import second_factor
from models.factors import SecondFactor
from models.history import AuditEntry


def test_a_lost_factor_is_taken_away_and_logged(app, house, cast):
    at = datetime.now(UTC) - timedelta(minutes=5)
    with house.database.writing() as db:
        factor = second_factor.begin(db, cast.lin.id, house.keyring, at=at)
        totp = pyotp.TOTP(second_factor.secret_of(factor, house.keyring))
        second_factor.confirm(db, cast.lin.id, totp.at(at), house.keyring, at=at)
    run = app.test_cli_runner()
    words = ["factor", "reset", "lin", "--reason", "手机丢了"]
    assert run.invoke(args=words).exit_code == 0
    assert run.invoke(args=words).exit_code == 1
    assert run.invoke(args=["factor", "reset", "nobody", "--reason", "x"]).exit_code == 1
    with house.database.reading() as db:
        assert db.scalars(select(SecondFactor)).all() == []
        told = db.scalars(select(AuditEntry).where(AuditEntry.action == "second-factor-reset"))
        assert [one.actor for one in told] == ["command-line"]
