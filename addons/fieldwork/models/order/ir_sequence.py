from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _fieldwork_next_numbers(self, code, count):
        """Draw ``count`` numbers of the sequence ``code`` in one query.

        :return: list of ``count`` strings, ascending; empty when nothing is asked.
            Sequences by date range are drawn one by one, as core does.
        """
        sequence = self.search(
            [("code", "=", code), ("company_id", "in", [self.env.company.id, False])],
            order="company_id",
            limit=1,
        )
        if not sequence or sequence.use_date_range:
            return [self.next_by_code(code) for _index in range(count)]
        if sequence.implementation != "standard":
            return [sequence._next_do() for _index in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        prefix, suffix = sequence._get_prefix_suffix()
        padding = sequence.padding
        return [f"{prefix}{number:0{padding}d}{suffix}" for (number,) in rows]
