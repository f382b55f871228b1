"""What the driver says where we speak to it ourselves, told as SQLAlchemy tells it elsewhere."""

from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError


def as_elsewhere(trouble: Exception, text: str, dialect: Dialect) -> BaseException:
    """The error everybody catches; the values of a statement stay untold."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, trouble, base, hide_parameters=True, dialect=dialect)
