from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.fieldwork.tools.days import day_start

from .fieldwork_charge_invoice import GROUPINGS

# So many invoices are made while one waits; more are left to the scheduled action.
AT_ONCE = 40


class FieldworkBillingRun(models.Model):
    """Invoices of many orders: looked at first, then made in batches."""

    _name = "fieldwork.billing.run"
    _description = "Invoice Run"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [
            ("draft", "Preview"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    grouping = fields.Selection(
        GROUPINGS, string="One Invoice for Each", default="customer", required=True
    )
    invoice_date = fields.Date(help="Empty: the day on which they are posted.")
    date_to = fields.Date(
        string="Done until", help="Work up to this day; empty: all there is."
    )
    only_done = fields.Boolean(
        string="Finished Orders Only",
        default=True,
        help="What was done on orders that are still open waits. What is billed "
        "without an order does not.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Empty: all of them."
    )
    order_ids = fields.Many2many(
        "fieldwork.order", string="Orders", help="Empty: all of them."
    )
    post = fields.Boolean(string="Post at once", help="Else they are left as drafts.")
    line_ids = fields.One2many(
        "fieldwork.billing.run.line", "run_id", string="Invoices", copy=False
    )
    line_count = fields.Integer(compute="_compute_progress")
    done_count = fields.Integer(compute="_compute_progress")
    failed_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    left_out_count = fields.Integer(readonly=True, copy=False)
    left_out_note = fields.Char(
        readonly=True,
        copy=False,
        help="Which other runs what is left out is in.",
    )

    @api.depends("create_date")
    def _compute_name(self):
        for run in self:
            when = run.create_date and fields.Datetime.context_timestamp(
                run, run.create_date
            )
            stamp = when.strftime("%Y-%m-%d %H:%M") if when else ""
            run.name = self.env._("Invoice run %(when)s", when=stamp).strip()

    @api.depends("line_ids.state")
    def _compute_progress(self):
        counts = {
            (run, state): count
            for run, state, count in self.env["fieldwork.billing.run.line"]._read_group(
                [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
            )
        }
        for run in self:
            done = counts.get((run, "done"), 0)
            run.failed_count = counts.get((run, "failed"), 0)
            run.done_count = done
            run.line_count = done + run.failed_count + counts.get((run, "todo"), 0)
            ended = done + run.failed_count
            run.progress = 100 * ended / run.line_count if run.line_count else 0

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def _domain_charges(self):
        """Return the domain of what this run is about (hook)."""
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("state", "=", "open")
        if self.only_done:
            ended = Domain("order_id.state", "in", ("done", "cancelled"))
            domain &= Domain("order_id", "=", False) | ended
        if self.partner_ids:
            partners = self.partner_ids.commercial_partner_id.ids
            domain &= Domain("partner_id.commercial_partner_id", "in", partners)
        if self.order_ids:
            domain &= Domain("order_id", "in", self.order_ids.ids)
        if self.date_to:
            end = day_start(
                self.company_id._fieldwork_tz(), fields.Date.add(self.date_to, days=1)
            )
            domain &= Domain("date_from", "<", end)
        return domain

    def action_preview(self):
        """Look up what there is to bill, and write down one line for each invoice.

        :raise UserError: the run has begun
        """
        self._require_preview()
        for run in self:
            run._before_preview()
            run.line_ids.unlink()
            charges = self.env["fieldwork.charge"].search(run._domain_charges())
            held = charges._held_by_others(run)
            groups = (charges - held)._group_for_invoices(run.grouping)
            run._create_lines(groups.values())
            taken = self.env["fieldwork.charge"].union(*groups.values())
            left = (charges - taken).filtered(lambda c: c.verdict == "bill")
            run.left_out_count = len(left)
            run.left_out_note = run._note_of_held(left & held)
        return True

    def _before_preview(self):
        """Bring into the ledger what falls due by itself (hook)."""
        self.ensure_one()

    def _create_lines(self, groups):
        """Write down one line for each of ``groups`` of charges.

        What another run has only looked up is taken over from it, and both say so.
        """
        self.ensure_one()
        vals_list, others = [], []
        for charges in groups:
            other = charges.run_line_id.filtered(lambda line: line.state == "todo")
            others.append((other, charges))
            note = bool(other) and self.env._(
                "Was in %(runs)s too: taken over from there.",
                runs=other.run_id._names(),
            )
            vals_list.append({**self._prepare_line_vals(charges), "note": note})
        lines = self.env["fieldwork.billing.run.line"].create(vals_list)
        for line, (other, charges) in zip(lines, others, strict=True):
            other._lose(charges, self)
            charges.run_line_id = line

    def _note_of_held(self, charges):
        """Return the text that says which runs the left out ``charges`` are in."""
        runs = charges.run_line_id.run_id
        if not runs:
            return False
        return self.env._(
            "%(count)s charges are left out: %(runs)s makes their invoices. Let it go "
            "on, or delete it to bill them here.",
            count=len(charges),
            runs=runs._names(),
        )

    def _names(self):
        """Return what people call these runs: when they were made, and by whom."""
        return ", ".join(f"{run.name} ({run.create_uid.name})" for run in self)

    def _prepare_line_vals(self, charges):
        """Return the values of the line of one invoice (hook)."""
        self.ensure_one()
        names = [source.name for source in charges._sources()]
        return {
            "run_id": self.id,
            "payer_id": charges.payer_id.id,
            "currency_id": charges.currency_id.id,
            "amount": sum(charges.mapped("amount")),
            "order_count": len(charges.order_id),
            "what": ", ".join(names[:5]) + (" …" if len(names) > 5 else ""),
        }

    def _require_preview(self):
        for run in self:
            if run.state != "draft":
                raise UserError(
                    self.env._(
                        "%(run)s has begun: make another one for what is left.",
                        run=run.name,
                    )
                )

    def action_view_left_out(self):
        """Open what could be billed but for a problem."""
        self.ensure_one()
        charges = self.env["fieldwork.charge"].search(
            self._domain_charges() & Domain("verdict", "=", "bill")
        )
        left = charges.filtered(lambda c: c.run_line_id.run_id != self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Left Out"),
            "res_model": "fieldwork.charge",
            "view_mode": "list,form",
            "domain": [("id", "in", left.ids)],
        }

    def action_view_moves(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
            "context": {"create": False},
        }

    # ------------------------------------------------------------------
    # Making them
    # ------------------------------------------------------------------

    def action_create_invoices(self):
        """Make the invoices of the preview: few at once, many by a scheduled action.

        :raise UserError: there is nothing to bill, or the run has ended
        """
        for run in self:
            if run.state not in ("draft", "stopped"):
                run._require_preview()
            if not run.line_ids.filtered(lambda line: line.state == "todo"):
                raise UserError(
                    self.env._(
                        "%(run)s: there is nothing to bill. Look at what is left out, "
                        "or choose other orders.",
                        run=run.name,
                    )
                )
            run.state = "running"
            if run.line_count > AT_ONCE:
                self.env.ref("fieldwork_billing.ir_cron_billing_run").sudo()._trigger()
            else:
                run._process(run.line_ids.filtered(lambda line: line.state == "todo"))
                run._finish()
        return True

    def action_stop(self):
        """End a run after the batch that is being made; it can go on later."""
        self.filtered(lambda run: run.state == "running").state = "stopped"
        return True

    def _process(self, lines):
        """Make the invoices of ``lines``; what cannot be made says why.

        All in one go; where that fails each by itself.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                lines._make_invoices()
        except OperationalError:
            raise  # two at once: the whole batch is tried again
        except Exception:  # said for each line below
            for line in lines:
                line._make_invoice_or_say()

    def _finish(self):
        self.ensure_one()
        if not self.line_ids.filtered(lambda line: line.state == "todo"):
            self.state = "done"

    @api.model
    def _cron_process(self, batch=20):
        """Go on with the runs that are under way, in batches with their own commit."""
        lines = self.env["fieldwork.billing.run.line"]
        domain = [("run_id.state", "=", "running"), ("state", "=", "todo")]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=lines.search_count(domain))
        while todo := lines.search(domain, limit=batch, order="run_id, id"):
            run = todo[0].run_id
            own = todo.filtered(lambda line, run=run: line.run_id == run)
            run.with_company(run.company_id)._process(own)
            run._finish()
            if not cron._commit_progress(len(own)):
                break

    @api.model
    def _for_orders(self, orders):
        """Return a run with the preview of these orders, of one company."""
        run = self.create(
            {
                "company_id": orders.company_id.id,
                "order_ids": [Command.set(orders.ids)],
                "only_done": False,
            }
        )
        run.action_preview()
        return run
