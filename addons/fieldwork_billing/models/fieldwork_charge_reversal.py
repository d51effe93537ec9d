from odoo import models
from odoo.tools import float_compare, float_is_zero


class FieldworkCharge(models.Model):
    """What credit notes do to the ledger."""

    _inherit = "fieldwork.charge"

    def _reversed_by(self, line, goodwill):
        """Take back on a credit note what these charges billed.

        :param line: ``account.move.line`` of the credit note
        :param bool goodwill: money is given back, and nothing is billed again
        :return: the charges that take back
        """
        paid = self.filtered(lambda c: c.verdict == "bill" and not c.is_reversal)
        numbers = paid._next_numbers()
        return self._guarded_create(
            [
                charge._prepare_revision_vals(
                    numbers,
                    quantity=-charge.quantity,
                    minutes=-charge.minutes,
                    move_line_id=line.id,
                    is_reversal=True,
                    is_goodwill=goodwill,
                    reason=line.env._("Credit note for: %(was)s.", was=charge.name),
                )
                for charge in paid
            ]
        )

    def _billed_anew_by(self, line):
        """Bill once more, on ``line``, what was taken back; see ``_reversed_by``."""
        own = self.filtered(lambda charge: not charge.is_reversal)
        numbers = own._next_numbers()
        return self._guarded_create(
            [
                charge._prepare_revision_vals(
                    numbers,
                    move_line_id=line.id,
                    reason=line.env._("Billed again: %(was)s.", was=charge.name),
                )
                for charge in own
            ]
        )

    def _next_numbers(self):
        """Return ``{(company, source key): the next revision}``."""
        rows = self._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("source_key", "in", self.mapped("source_key")),
                ("state", "!=", "void"),
            ],
            ["company_id", "source_key"],
            ["revision:max"],
        )
        return {(company, key): last + 1 for company, key, last in rows}

    def _prepare_revision_vals(self, numbers, **vals):
        """Return the values of the next revision of a source, on an invoice already.

        :param dict numbers: of ``_next_numbers``; counted up
        """
        self.ensure_one()
        key = (self.company_id, self.source_key)
        revision = numbers[key]
        numbers[key] += 1
        return {**self.copy_data()[0], "revision": revision, "state": "billed", **vals}

    def _align(self, line):
        """Take over from the invoice what was billed, to the last digit.

        The invoice says hours with two digits, and people change its lines while it is
        a draft; what was not billed becomes the next revision.

        :param line: whose charges these are
        """
        sign = -1 if line.move_id.move_type == "out_refund" else 1
        left = sign * line.quantity - sum(self.mapped("quantity"))
        if not float_is_zero(left, precision_digits=6):
            last = self.sorted("id")[-1:]
            last._guarded_write({"quantity": last.quantity + left})
        net = line.price_unit * (100 - line.discount)
        for charge in self:
            if charge.verdict != "bill" or charge.discount >= 100:
                continue
            price = net / (100 - charge.discount)
            if float_compare(charge.price_unit, price, precision_digits=6):
                charge._guarded_write({"price_unit": price})
