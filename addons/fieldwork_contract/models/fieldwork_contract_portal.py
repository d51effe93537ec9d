from odoo import api, fields, models

# All that a customer's portal user may read of a contract, over RPC too.
PORTAL_FIELDS = frozenset(
    {
        "id",
        "active",
        "display_name",
        "name",
        "type_id",
        "state",
        "company_id",
        "partner_id",
        "customer_reference",
        "date_start",
        "date_end",
        "sign_state",
        "access_url",
        "access_warning",
    }
)
# Rows of the customer's page.
NEXT_VISITS = 12
PAST_VISITS = 20


class FieldworkContract(models.Model):
    """What the customer sees of a contract."""

    _name = "fieldwork.contract"
    _inherit = ["fieldwork.contract", "fieldwork.portal.fields.mixin"]

    # The page behind it shows amounts.
    access_token = fields.Char(groups="fieldwork_billing.group_fieldwork_prices")
    document_ids = fields.Many2many(
        "ir.attachment",
        "fieldwork_contract_document_rel",
        "contract_id",
        "attachment_id",
        string="Documents for the Customer",
        bypass_search_access=True,
        copy=False,
        help="The customer finds them on the contract's page in the portal.",
    )

    @api.model
    def _portal_fields(self):
        return PORTAL_FIELDS

    def _sign_token(self, pid):
        # sudo: whoever writes to the customer sends the link, without seeing it
        return super(FieldworkContract, self.sudo())._sign_token(pid)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        for name, _is_in, options in groups:
            if name == "portal_customer":
                options["button_access"]["title"] = (
                    self.env._("Read and Sign")
                    if self._has_to_be_signed()
                    else self.env._("Open the Contract")
                )
        return groups

    def _zone(self):
        """Return the zone in which moments of the contract are told."""
        self.ensure_one()
        contract = self.sudo()
        partner = contract.partner_id
        return partner.tz or contract.company_id.partner_id.tz or "UTC"

    def _file_name(self):
        """Return the name of its documents, without an ending."""
        self.ensure_one()
        return (self.name or "").replace("/", "-")

    @api.model
    def _portal_state_labels(self):
        """Return ``{state: label}`` in the customer's words (hook)."""
        return {
            "draft": self.env._("Proposal"),
            "active": self.env._("Running"),
            "to_renew": self.env._("Running"),
            "expired": self.env._("Ended"),
            "terminated": self.env._("Terminated"),
            "cancelled": self.env._("Withdrawn"),
        }

    def _portal_state(self):
        """Return how the contract stands, in the customer's words."""
        self.ensure_one()
        return self._portal_state_labels()[self.state]

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------

    def _portal_values(self):
        """Return what the customer's page shows; called as superuser (hook).

        :return: dict with ``facts`` (label, text), ``machines``, ``covers``,
            ``services``, ``coming``, ``past``, ``documents`` and ``signature``
        """
        self.ensure_one()
        return {
            "facts": [fact for fact in self._portal_facts() if fact[1]],
            "machines": self._portal_machines(),
            "sites": self.site_ids.mapped("display_name"),
            "covers": self.cover_ids._portal_values(),
            "services": self._portal_services(),
            "coming": self._portal_coming(),
            "past": self._portal_past(),
            "documents": self.document_ids,
            "signature": self.signature_ids[:1]._shown() if self.signature_ids else {},
        }

    def _portal_facts(self):
        """Return ``(label, text)`` of what stands at the head (hook)."""
        day = self._day_text
        return [
            (self.env._("Customer"), self.partner_id.display_name),
            (self.env._("Your Reference"), self.customer_reference),
            (self.env._("From"), day(self.date_start)),
            (self.env._("Until"), day(self.date_end) if self.date_end else ""),
            (self.env._("How it ends"), self._portal_renewal()),
            (self.env._("Without asking you, up to"), self._portal_ceiling()),
            (self.env._("Your contact"), self.user_id.name),
        ]

    def _portal_ceiling(self):
        if not self.ceiling:
            return ""
        return self.env._(
            "%(amount)s on one order",
            amount=self.currency_id.format(self.ceiling),
        )

    def _portal_renewal(self):
        """Return in words how the contract ends or goes on."""
        what = {
            "months": self.renewal_months,
            "days": self.notice_days,
            "date": self._day_text(self.notice_date) if self.notice_date else "",
        }
        if not self.date_end:
            return self.env._(
                "It holds until one of us ends it, %(days)s days before.", **what
            )
        if self.renewal == "automatic":
            return self.env._(
                "It renews itself for %(months)s months, unless one of us gives "
                "notice until %(date)s.",
                **what,
            )
        if self.renewal == "manual":
            return self.env._("It is renewed when we agree to.")
        return self.env._("It ends by itself.")

    def _portal_machines(self):
        """Return the machines under contract today, or at its start.

        :return: list of dicts with ``name``, ``serial``, ``product``, ``site`` and
            ``components`` (names of what is below it and covered with it)
        """
        today = max(fields.Date.context_today(self), self.date_start)
        rows = self.coverage_ids._holds_on(min(today, self.date_end or today))
        trees = rows.filtered("include_children").equipment_id
        below = trees.search([("id", "child_of", trees.ids)]) if trees else trees
        return [
            {
                "name": row.equipment_id.name,
                "serial": row.equipment_id.serial or "",
                "product": row.equipment_id.product_id.name or "",
                "site": row.site_id.display_name or "",
                "components": [
                    one.name
                    for one in below
                    if row.include_children
                    and one != row.equipment_id
                    and one.parent_path.startswith(row.equipment_id.parent_path)
                ],
            }
            for row in rows
        ]

    def _portal_services(self):
        """Return ``(name, how often)`` of the services that are still done."""
        today = fields.Date.context_today(self)
        lines = self.programme_line_ids.filtered(
            lambda line: not line.date_to or line.date_to >= today
        )
        return [
            (line.name, ", ".join([line._words_rule(), *line._words_closed()]))
            for line in lines
        ]

    def _portal_orders(self, states):
        """Return the contract's own orders: one that was moved to another customer's
        is not shown."""
        return self.order_ids.filtered(
            lambda order: (
                order.state in states
                and order.commercial_partner_id == self.commercial_partner_id
            )
        )

    def _portal_coming(self):
        """Return the next visits: orders, and after them what is only foreseen.

        :return: list of dicts with ``day``, ``what``, ``where``, ``state`` and
            ``order`` (record, empty where there is none yet)
        """
        rows = [
            {
                "day": order._portal_contract_day(),
                "what": order._portal_contract_work(),
                "where": order.site_id.display_name,
                "state": order._portal_state(),
                "order": order,
            }
            for order in self._portal_orders(("ready", "planned", "progress"))
        ]
        rows += self._portal_foreseen()
        return sorted(rows, key=lambda row: row["day"])[:NEXT_VISITS]

    def _portal_foreseen(self):
        found = self.env["fieldwork.contract.occurrence"].search(
            [
                ("contract_id", "=", self.id),
                ("state", "=", "planned"),
                ("date", ">=", fields.Date.context_today(self)),
            ],
            limit=10 * NEXT_VISITS,
        )
        return [
            {
                "day": day,
                "what": ", ".join(dict.fromkeys(dates.line_id.mapped("name"))),
                "where": site.display_name,
                "state": self.env._("Foreseen"),
                "order": self.env["fieldwork.order"],
            }
            for (day, site), dates in found.grouped(
                lambda one: (one.date, one.site_id)
            ).items()
        ]

    def _portal_past(self):
        """Return the last visits that took place, the newest first; dicts as
        :meth:`_portal_coming`, with ``people`` instead of ``state``."""
        orders = self._portal_orders(("ready", "planned", "progress", "done"))
        visits = orders.visit_ids.filtered(lambda visit: visit.state == "done")
        return [
            {
                "day": visit.day,
                "what": visit.order_id._portal_contract_work(),
                "where": visit.order_id.site_id.display_name,
                "people": ", ".join(visit._portal_technicians()),
                "order": visit.order_id,
            }
            for visit in visits.sorted("start", reverse=True)[:PAST_VISITS]
        ]
