from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError


class FieldworkBillingRunLine(models.Model):
    """One invoice of a run: to be made, made, or why not."""

    _name = "fieldwork.billing.run.line"
    _description = "Invoice of a Run"
    _order = "state desc, payer_id, id"
    _rec_name = "what"

    run_id = fields.Many2one(
        "fieldwork.billing.run", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    payer_id = fields.Many2one("res.partner", required=True, readonly=True)
    what = fields.Char(string="Orders", readonly=True)
    order_count = fields.Integer(string="Number of Orders", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="Without taxes.")
    charge_ids = fields.One2many("fieldwork.charge", "run_line_id", readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null"
    )
    state = fields.Selection(
        [("todo", "To make"), ("done", "Made"), ("failed", "Not made")],
        default="todo",
        required=True,
        readonly=True,
    )
    note = fields.Char(readonly=True, help="Why the invoice was not made.")

    def _lose(self, charges, run):
        """``run`` has taken ``charges`` over: these lines are for the rest, if any."""
        for line in self:
            rest = line.charge_ids - charges
            note = self.env._("Taken over by %(run)s.", run=run._names())
            if rest.filtered(lambda charge: charge.verdict == "bill"):
                line.write({**line.run_id._prepare_line_vals(rest), "note": note})
            else:
                line.write({"state": "failed", "note": note})

    def _make_invoices(self):
        """Make and, where the run says so, post the invoices of these lines."""
        charges = self.charge_ids.try_lock_for_update()
        charges.invalidate_recordset(["state"])
        groups = {}
        for line in self:
            own = (line.charge_ids & charges)._billable()
            if not own.filtered(lambda charge: charge.verdict == "bill"):
                raise UserError(
                    self.env._("It was billed otherwise meanwhile, or has changed.")
                )
            groups[line] = own
        made = self.env["fieldwork.charge"]._invoice_groups(
            groups, self.run_id.invoice_date
        )
        for line, move in made.items():
            line.write({"state": "done", "move_id": move.id, "note": False})
        if self.run_id.post:
            self.move_id.action_post()

    def _make_invoice_or_say(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._make_invoices()
        except OperationalError:
            raise  # see the run
        except Exception as error:  # each line says its own; the others go on
            note = str(error).strip() or type(error).__name__
            self.write({"state": "failed", "note": note[:500], "move_id": False})
