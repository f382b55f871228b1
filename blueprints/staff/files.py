"""Files that people gave: opened only through rows the reader may see, and able to do nothing."""

from uuid import UUID

from flask import Response, abort
from flask.typing import ResponseReturnValue

from actions.uploads import path_of
from blueprints.staff.part import bp
from blueprints.web.db import now, one_or_404
from blueprints.web.gates import allow
from blueprints.web.house import house
from blueprints.web.login import actor
from blueprints.web.workbook import attachment
from domain.access import Act
from models.credential_queries import uploads_seen
from models.credentials import Upload

ALONE = "default-src 'none'; sandbox"
"""Nothing in a file may load, run or send."""


@bp.get("/files/<uid:upload>")
@allow(Act.OWN_ACCOUNT)
def upload(upload: UUID) -> ResponseReturnValue:
    """Open a file one may see: a picture in the page, a PDF as a download."""
    row = one_or_404(uploads_seen(actor(), now()).where(Upload.uid == upload))
    path = path_of(house().settings.instance, row.sha256)
    if not path.is_file():
        abort(404)
    answer = _answer(row, path.read_bytes())
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


def _answer(row: Upload, body: bytes) -> Response:
    answer = attachment(body, row.name, row.media)
    if row.media == "image/jpeg":
        said = answer.headers["Content-Disposition"]
        answer.headers["Content-Disposition"] = said.replace("attachment", "inline", 1)
    return answer
