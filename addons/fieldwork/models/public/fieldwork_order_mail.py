from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from .fieldwork_customer_notice import HEARD_STATES
from .fieldwork_visit_mail import customer_window


class FieldworkOrder(models.Model):
    """When the customer is told something about an order, and at which address."""

    _inherit = "fieldwork.order"

    customer_notice_ids = fields.One2many(
        "fieldwork.customer.notice", "order_id", string="Mails to the Customer"
    )
    customer_notice_problem = fields.Char(
        compute="_compute_customer_notice_problem",
        compute_sudo=True,
        help="What the customer could not be told so far.",
    )

    @api.depends("customer_notice_ids.state", "customer_notice_ids.tries")
    def _compute_customer_notice_problem(self):
        notices = self.env["fieldwork.customer.notice"]
        trouble = notices.search(
            [("order_id", "in", self.ids), ("state", "in", ("pending", "failed"))],
            order="id",
        ).filtered(lambda n: n.state == "failed" or n.tries)
        by_order = trouble.grouped("order_id")
        kinds = dict(notices._fields["kind"]._description_selection(self.env))
        for order in self:
            texts = []
            for notice in by_order.get(order, notices):
                what = {"what": kinds[notice.kind], "why": notice.note or ""}
                texts.append(
                    self.env._("%(what)s: given up. %(why)s", **what)
                    if notice.state == "failed"
                    else self.env._("%(what)s: will be tried again. %(why)s", **what)
                )
            order.customer_notice_problem = " · ".join(dict.fromkeys(texts))

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _mail_customer(self, kind, visits=None, force=False):
        """Tell the customers of these orders, by the channels the type switched on.

        Nothing is mailed here: the outbox is filled, and emptied by a scheduled
        action that starts at once.

        :param str kind: ``registered``, ``planned``, ``changed``, ``reminder``,
            ``on_way``, ``done`` or ``cancelled``
        :param visits: what is told of; of these orders
        :param bool force: by mail whatever the type says, and although it was told
            before
        :return: the notices, as superuser
        """
        # The outbox is the system's, whoever's act is told about.
        orders = self.sudo()
        visits = visits.sudo() if visits else None
        return orders.env["fieldwork.customer.notice"]._queue(
            kind, orders, visits, force
        )

    def _customer_channels(self, kind, force=False):
        """Return by which channels this customer is told of ``kind`` (hook).

        What is sent again by hand takes the way that it took before.
        """
        self.ensure_one()
        if force:
            return self.env.context.get("fieldwork_channels") or ["mail"]
        return self.type_id._customer_channels(kind)

    def _customer_recipient(self):
        """Return whom to write to: the order's contact, else the customer (hook)."""
        self.ensure_one()
        people = self.contact_id | self.partner_id | self.commercial_partner_id
        reachable = people.filtered(lambda p: email_normalize(p.email or ""))
        return reachable[:1] or self.partner_id

    def _customer_address(self):
        """Return the e-mail address of the recipient, or an empty text."""
        return email_normalize(self._customer_recipient().email or "") or ""

    def _customer_wants_no_mail(self):
        """Tell whether the recipient, or the firm they are of, opted out (hook)."""
        self.ensure_one()
        people = self._customer_recipient() | self.partner_id
        people |= people.commercial_partner_id
        return any(people.mapped("fieldwork_no_mail"))

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._registered_by_hand()._mail_customer("registered")
        return orders

    def _registered_by_hand(self):
        """Return the orders whose customer hears that they were taken down (hook).

        What machines make, many at once or from a file, is told when it is planned.
        """
        if len(self) > 1 or self.env.context.get("import_file"):
            return self.browse()
        return self

    def _prepare_visit_vals(self, plan):
        vals = super()._prepare_visit_vals(plan)
        told_start, told_stop = customer_window(
            vals["start"],
            vals["stop"],
            vals["promised_start"],
            vals["promised_stop"],
            self._site_zone(),
        )
        return {
            **vals,
            "told_start": told_start,
            "told_stop": told_stop,
            "is_reminded": self._is_told_late("planned", vals["start"]),
        }

    def _is_told_late(self, kind, start):
        """Tell whether the mail about this slot goes out when its reminder would
        have to: one of them is enough."""
        order_type = self.type_id
        near = fields.Datetime.now() + timedelta(hours=order_type.reminder_hours)
        return start <= near and bool(order_type._customer_channels(kind))

    def _plan_fresh(self, plans, additional):
        visits = super()._plan_fresh(plans, additional)
        # Work that is written down afterwards is no appointment.
        coming = visits.filtered(lambda v: v._is_ahead())
        if coming:
            coming.order_id._mail_customer("planned", coming)
        return visits

    def action_done(self):
        res = super().action_done()
        # Whom the report of a visit was mailed to has heard.
        heard = self.sudo().customer_notice_ids.filtered(
            lambda n: n.kind == "done"
            and n.create_date >= (n.order_id.reopened_at or n.create_date)
        )
        (self - heard.order_id.with_env(self.env))._mail_customer("done")
        return res

    def action_cancel(self, reason=None):
        res = super().action_cancel(reason)
        # Who never heard of an order needs not hear of its end.
        heard = self.sudo().customer_notice_ids.filtered(
            lambda n: n.state in HEARD_STATES or n.kind == "cancelled"
        )
        heard.order_id._mail_customer("cancelled")
        return res
