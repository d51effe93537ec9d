from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.indexation import COLUMNS, MONTH, TWICE, VALUE, parse_values

# Wrong lines that are named at once.
NAMED = 10


class FieldworkIndexPasteWizard(models.TransientModel):
    """Takes the values of an index as they are copied from a table."""

    _name = "fieldwork.index.paste.wizard"
    _description = "Paste Values of an Index"

    index_id = fields.Many2one(
        "fieldwork.index",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    text = fields.Text(
        string="Values",
        required=True,
        help="One month on each line, and its value: 2026-01;118.9",
    )
    replace = fields.Boolean(
        string="Replace Other Values",
        help="Where a month has another value already. Prices that stand on it stay.",
    )

    def action_paste(self):
        """Write the values down; those that are there already stay.

        :raise UserError: a line cannot be read, or a month has another value: all of
            them are named, and nothing is written
        """
        self.ensure_one()
        values, problems = parse_values(self.text)
        if problems:
            raise UserError("\n".join(self._problem_texts(problems)))
        if not values:
            raise UserError(self.env._("There is no month with a value in it."))
        known = {one.month: one for one in self.index_id.value_ids}
        others = [
            known[month]
            for month, value in values.items()
            if month in known and round(known[month].value - float(value), 4)
        ]
        if others and not self.replace:
            raise UserError(self._others_text(others, values))
        for one in others:
            one.value = float(values[one.month])
        self.env["fieldwork.index.value"].create(
            [
                {"index_id": self.index_id.id, "month": month, "value": float(value)}
                for month, value in values.items()
                if month not in known
            ]
        )
        return {"type": "ir.actions.act_window_close"}

    def _problem_texts(self, problems):
        words = {
            COLUMNS: self.env._("two columns are needed, a month and a value"),
            MONTH: self.env._("no month can be read, such as 2026-01 or 01/2026"),
            VALUE: self.env._("no value can be read, such as 118.9"),
            TWICE: self.env._("this month stands further up already"),
        }
        texts = [
            self.env._(
                "Line %(number)s, “%(line)s”: %(wrong)s.",
                number=number,
                line=line,
                wrong=words[wrong],
            )
            for number, line, wrong in problems[:NAMED]
        ]
        if len(problems) > NAMED:
            texts.append(self.env._("And %(count)s more.", count=len(problems) - NAMED))
        return texts

    def _others_text(self, others, values):
        texts = [
            self.env._(
                "%(month)s is %(old)s, not %(new)s.",
                month=format_date(self.env, one.month, date_format="MMMM y"),
                old=one.value,
                new=values[one.month],
            )
            for one in others[:NAMED]
        ]
        return "\n".join(
            [
                self.env._(
                    "Months that have another value already; tick “Replace Other "
                    "Values” if the new ones are right:"
                ),
                *texts,
            ]
        )
