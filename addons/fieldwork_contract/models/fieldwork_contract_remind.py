from datetime import timedelta

from odoo import api, fields, models


class FieldworkContract(models.Model):
    """Reminders before the last day for notice, to the manager and to the customer."""

    _inherit = "fieldwork.contract"

    _guarded_fields = {"reminded_on": False}

    remind_days = fields.Integer(
        string="Remind before Notice (days)",
        tracking=True,
        help="So long before the last day for notice. 0: as the type of contract or "
        "the company says.",
    )
    remind_date = fields.Date(
        string="Reminded from",
        compute="_compute_remind_date",
        store=True,
        index="btree_not_null",
        help="From this day on somebody is to decide how the contract goes on.",
    )
    reminded_on = fields.Date(
        readonly=True,
        copy=False,
        help="On this day manager and customer were reminded.",
    )

    _check_remind_days = models.Constraint(
        "CHECK (remind_days >= 0)",
        "The days before the last day for notice cannot be less than none.",
    )

    @api.depends(
        "notice_date",
        "remind_days",
        "type_id.remind_days",
        "company_id.fieldwork_contract_remind_days",
    )
    def _compute_remind_date(self):
        for contract in self:
            days = timedelta(contract._remind_days())
            notice = contract.notice_date
            contract.remind_date = notice - days if notice else False

    def _remind_days(self):
        """Return how long before the last day for notice somebody is reminded: what
        the contract says, else its type, else the company."""
        self.ensure_one()
        return (
            self.remind_days
            or self.type_id.remind_days
            or self.company_id.fieldwork_contract_remind_days
        )

    def write(self, vals):
        res = super().write(vals)
        if {"date_end", "notice_days", "remind_days", "renewal"} & vals.keys():
            self._forget_reminders()
        return res

    def _forget_reminders(self):
        """Let contracts whose end was moved ask again when the time comes."""
        early = self.filtered(
            lambda c: (
                c.state == "to_renew"
                and (c.renewal == "none" or not c.remind_date)
                or (c.state == "to_renew" and c.remind_date > c._today())
            )
        )
        if early:
            early._guarded_write({"state": "active", "reminded_on": False})
            early.activity_unlink([self._renewal_activity()])

    @api.model
    def _renewal_activity(self):
        return "fieldwork_contract.mail_activity_type_contract_renewal"

    def _remind(self):
        """Remind manager and customer of the last day for notice, once."""
        self.ensure_one()
        if self.reminded_on:
            return
        today = self._today()
        self._guarded_write({"reminded_on": today})
        self._ask_manager(
            self.env._("Renew or give notice"), date_deadline=self.notice_date
        )
        if self._reminds_customer(today):
            self._mail_customers(
                self.env.ref(
                    "fieldwork_contract.mail_template_contract_reminder",
                    raise_if_not_found=False,
                )
            )

    def _reminds_customer(self, today):
        """Tell whether the customer hears of the last day for notice (hook)."""
        self.ensure_one()
        return (
            self.company_id.fieldwork_contract_remind_customer
            # Later there is nothing that the customer could do.
            and self.notice_date >= today
            and not self._customer_wants_no_mail()
        )
