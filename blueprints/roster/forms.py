"""Forms of rosters."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from wtforms import FileField, RadioField, SelectField
from wtforms.validators import InputRequired

from actions.roster import PURPOSES
from blueprints.web.forms import Form, options
from blueprints.web.lazy import lazy_gettext as _l
from blueprints.words.roster import column_words, purpose_words
from domain.roster import NEEDED, Column
from models.places import Agency

NONE = ""


class UploadForm(Form):
    """A roster's file, whose it is, and whether ID-card numbers are kept."""

    file = FileField(
        _l("名单文件"),
        description=_l("xlsx、xls、ods 或 csv，最大 5 MB，最多 20000 人。"),
    )
    agency = RadioField(_l("哪个机构的"), validate_choice=True)
    purpose = RadioField(
        _l("表里的身份证号"),
        [InputRequired(_l("选一样"))],
        default=NONE or "none",
        description=_l("身份证号是敏感信息。要留，先征得本人单独同意。"),
    )

    def offer(self, agencies: Sequence[Agency]) -> None:
        """Set what may be chosen; with one agency nothing is asked."""
        self.agency.choices = options(*((str(one.uid), one.name) for one in agencies))
        if self.agency.data is None and agencies:
            self.agency.data = str(agencies[0].uid)
        self.purpose.choices = options(
            *((code, purpose_words(code)) for code in ("none", *PURPOSES))
        )


class ColumnsForm(Form):
    """Which column of the file is which."""

    name = SelectField(validate_choice=False)
    phone = SelectField(validate_choice=False)
    id_card = SelectField(validate_choice=False)
    education = SelectField(validate_choice=False)
    major = SelectField(validate_choice=False)
    since = SelectField(validate_choice=False)
    township = SelectField(validate_choice=False)
    village = SelectField(validate_choice=False)
    study_class = SelectField(validate_choice=False)
    mentor = SelectField(validate_choice=False)

    def fields(self) -> list[tuple[Column, SelectField]]:
        """Each column with its field, in order."""
        fields = [field for field in self if isinstance(field, SelectField)]
        return list(zip(Column, fields, strict=True))

    def offer(
        self, names: Sequence[str], known: Mapping[Column, int], samples: Mapping[int, str]
    ) -> None:
        """Set the file's columns as choices, and the guess where nothing was sent."""
        for column, field in self.fields():
            needed = column in NEEDED
            field.label.text = column_words(column)
            field.choices = options(
                (NONE, _("选一列") if needed else _("表里没有")),
                *((str(place), _header(name, place)) for place, name in enumerate(names)),
            )
            if field.data is None and column in known:
                field.data = str(known[column])
            chosen = self.place_of(field, len(names))
            if chosen is not None and samples.get(chosen):
                field.description = _("下面写着：%(words)s", words=samples[chosen])

    @staticmethod
    def place_of(field: SelectField, columns: int) -> int | None:
        """The column chosen; what is not offered is none."""
        text = field.data or ""
        good = text.isascii() and text.isdigit() and len(text) <= 2  # noqa: PLR2004
        return int(text) if good and int(text) < columns else None

    def places(self, columns: int) -> dict[Column, int]:
        """Every column that was named."""
        found = {column: self.place_of(field, columns) for column, field in self.fields()}
        return {column: place for column, place in found.items() if place is not None}

    def refuse(self, columns: int) -> bool:
        """Say what is missing or named twice; whether anything is."""
        seen: dict[int, str] = {}
        for column, field in self.fields():
            place = self.place_of(field, columns)
            if place is None:
                if column in NEEDED:
                    field.errors = [_("选“%(name)s”在哪一列", name=column_words(column))]
            elif place in seen:
                field.errors = [_("这一列已经当作“%(name)s”了", name=seen[place])]
            else:
                seen[place] = column_words(column)
        return any(field.errors for _column, field in self.fields())


def _header(name: str, place: int) -> str:
    return name or _("第 %(n)d 列（没有列名）", n=place + 1)
