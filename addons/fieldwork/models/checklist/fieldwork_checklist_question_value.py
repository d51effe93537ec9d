import base64
import binascii
import io
import math

from PIL import Image, UnidentifiedImageError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.checklist_form import is_empty
from ...tools.decimals import decimal_text, number_words
from .fieldwork_checklist_question import CHOICES, NUMBER_DIGITS

# What a number question takes: beyond it no instrument measures.
NUMBER_LIMIT = 1e12
SIGNATURE_LIMIT = 1024 * 1024
NO_PICTURE = (
    binascii.Error,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,  # Pillow's word for a broken PNG
    TypeError,
    UnidentifiedImageError,
    ValueError,
)
PNG = b"\x89PNG\r\n\x1a\n"


class FieldworkChecklistQuestion(models.Model):
    """What answers a question takes, and what they say.

    Values are as in ``fieldwork.checklist.response.get_form``: "yes", "no" or "na";
    text; number; id of an option; list of ids; ISO date; number of photos; PNG as
    base64. False is no answer.
    """

    _inherit = "fieldwork.checklist.question"

    def _parse(self, value):
        """Return ``value`` as it is kept.

        :raise UserError: it is no answer to this question
        """
        self.ensure_one()
        if is_empty(value):
            return False
        return getattr(self, f"_parse_{self.kind}")(value)

    def _parse_yesno(self, value):
        if not isinstance(value, str) or value not in dict(CHOICES):
            self._refuse_value(value)
        return value

    def _parse_text(self, value):
        # The database knows no NUL.
        return str(value).replace("\x00", "").strip() or False

    def _parse_number(self, value):
        try:
            if isinstance(value, bool):
                raise ValueError
            if isinstance(value, str):
                value = value.strip().replace(",", ".")
            number = float(value)
        except (TypeError, ValueError):
            self._refuse_value(value)
        if not math.isfinite(number) or abs(number) > NUMBER_LIMIT:
            self._refuse_value(value)
        return round(number, NUMBER_DIGITS[1]) + 0.0  # no minus zero

    def _parse_single(self, value):
        if isinstance(value, list | tuple) or value not in self.option_ids.ids:
            self._refuse_value(value)
        return value

    def _parse_multiple(self, value):
        values = value if isinstance(value, list | tuple) else [value]
        known = self.option_ids.ids
        if any(one not in known for one in values):
            self._refuse_value(value)
        return [one for one in known if one in values]

    def _parse_date(self, value):
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError):
            self._refuse_value(value)
        return fields.Date.to_string(day)

    def _parse_photo(self, value):
        raise UserError(
            self.env._(
                "“%(question)s” is answered by taking a photo.", question=self.name
            )
        )

    def _parse_signature(self, value):
        text = value.rpartition(",")[2] if isinstance(value, str) else value
        try:
            data = base64.b64decode(text, validate=True)
            if not data.startswith(PNG) or len(data) > SIGNATURE_LIMIT:
                raise ValueError
            drawn = _is_drawn_on(data)
        except NO_PICTURE:
            raise UserError(
                self.env._(
                    "The signature for “%(question)s” did not arrive as a picture: "
                    "sign again.",
                    question=self.name,
                )
            ) from None
        if not drawn:
            raise UserError(
                self.env._(
                    "The signature for “%(question)s” is empty: sign in the field.",
                    question=self.name,
                )
            )
        return text if isinstance(text, str) else text.decode()

    def _refuse_value(self, value):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "“%(value)s” is no answer to “%(question)s” (%(kind)s).",
                value=str(value)[:80],
                question=self.name,
                kind=kinds[self.kind],
            )
        )

    def _judge(self, value):
        """Return ``(out of limits, is a defect)`` of a parsed value."""
        self.ensure_one()
        if is_empty(value):
            return False, False
        if self.kind == "number":
            low = self.has_minimum and value < self.minimum
            high = self.has_maximum and value > self.maximum
            return low or high, False
        if self.kind == "yesno":
            return False, value == self.defect_answer
        if self.kind in ("single", "multiple"):
            chosen = value if isinstance(value, list) else [value]
            defects = self.option_ids.filtered("is_defect").ids
            return False, any(one in defects for one in chosen)
        return False, False

    def _words(self, value):
        """Return a parsed value in words, in the language of the context."""
        self.ensure_one()
        if is_empty(value):
            return ""
        if self.kind == "yesno":
            return dict(
                self._fields["condition_answer"]._description_selection(self.env)
            )[value]
        if self.kind == "number":
            number = self._number_words(value)
            return f"{number} {self.unit}" if self.unit else number
        if self.kind in ("single", "multiple"):
            chosen = value if isinstance(value, list) else [value]
            options = self.option_ids.filtered(lambda one: one.id in chosen)
            return ", ".join(options.mapped("name"))
        if self.kind == "date":
            return format_date(self.env, value)
        if self.kind == "photo":
            return self.env._("%(count)s photos", count=value)
        if self.kind == "signature":
            return self.env._("Signed")
        return value

    def _number_words(self, value):
        return number_words(self.env, decimal_text(value), grouping=True)

    def _default(self):
        """Return the proposed answer as a value, or False."""
        self.ensure_one()
        if self.display_type or self.kind in ("photo", "signature"):
            return False
        if self.kind in ("single", "multiple"):
            proposed = self.option_ids.filtered("is_default").ids
            if self.kind == "single":
                return proposed[0] if proposed else False
            return proposed or False
        text = (self.default_value or "").strip()
        if self.kind == "yesno":
            text = text.lower()
        if self.kind == "date" and text.lower() == "today":
            return fields.Date.to_string(fields.Date.context_today(self))
        return self._parse(text)


def _is_drawn_on(data):
    """Tell whether a picture shows more than one even colour."""
    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > 4_000_000:
            raise ValueError("no signature is that large")
        colours = image.convert("RGBA").getcolors(maxcolors=1)
    return colours is None
