import secrets
from datetime import timedelta
from hmac import compare_digest

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import hmac

from ...const import OPEN_STATES

SCOPE = "fieldwork-track"
PATH = "/fieldwork/track/"
OFFICE = "fieldwork.group_fieldwork_dispatcher"


class FieldworkOrder(models.Model):
    """The link by which a customer follows an order without signing in.

    The token is a selector, by which the order is found, and a secret that follows
    from it and from the secret of the database: every mail can show the same link
    again, and whoever reads the table alone cannot open a page. A new selector
    revokes the link.
    """

    _inherit = "fieldwork.order"

    track_selector = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    track_url = fields.Char(
        string="Customer's Page",
        compute="_compute_track_url",
        groups=OFFICE,
        help="The link that the customer has; empty while none was given out.",
    )

    _track_selector_uniq = models.UniqueIndex(
        "(track_selector) WHERE track_selector IS NOT NULL"
    )

    @api.depends("track_selector")
    def _compute_track_url(self):
        # sudo: nobody reads selectors; who may see the link is the field's groups'
        linked = self.sudo().filtered("track_selector")
        urls = linked._track_urls()
        for order in self:
            order.track_url = urls.get(order.id, False)

    def _track_url(self):
        """Return the address of the page of one order; makes the link if need be."""
        self.ensure_one()
        return self._track_urls()[self.id]

    def _track_urls(self):
        """Return ``{order.id: address of its page}``; links that lack are made."""
        # sudo: links are the system's; technicians set mails off that show them
        orders = self.sudo()
        for order in orders:
            if not order.track_selector:
                order.write({"track_selector": secrets.token_hex(8)})
        bases = {company: company.get_base_url() for company in orders.company_id}
        return {
            order.id: f"{bases[order.company_id]}{PATH}{order._track_token()}"
            for order in orders
        }

    def _track_token(self):
        return f"{self.track_selector}.{self._track_secret(self.track_selector)}"

    @api.model
    def _track_secret(self, selector):
        # 160 bits of it are more than can be guessed, and wrap once less in a mail.
        return hmac(self.env(su=True), SCOPE, selector)[:40]

    @api.model
    def _by_track_token(self, token):
        """Return the order that ``token`` opens, as superuser, or none.

        Wrong, revoked and old tokens all come to the same. The link of an order that
        was merged opens the one that stayed.
        """
        selector, _dot, secret = (token or "").partition(".")
        # The secret is compared first: without it the table is not even asked.
        known = self._track_secret(selector)
        if not compare_digest(known.encode(), secret.encode()):
            return self.browse()
        # The token is the right, whoever is signed in on the device: what comes by the
        # page is the customer's, as if it came by mail.
        orders = self.with_user(SUPERUSER_ID)
        found = orders.search([("track_selector", "=", selector or "-")], limit=1)
        while found.merged_into_id and found.merged_into_id != found:
            found = found.merged_into_id
        return found if found and found._track_is_shown() else found.browse()

    def _track_is_shown(self):
        """Tell whether the page of this order still opens."""
        self.ensure_one()
        days = self.company_id.fieldwork_track_days
        if self.state in OPEN_STATES or not days:
            return True
        # A cancelled order has no date of its end but that of its last change.
        closed = self.done_at or self.write_date
        return closed >= fields.Datetime.now() - timedelta(days=days)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_open_track_page(self):
        """Open the customer's page of one order in another tab."""
        self.ensure_one()
        self.check_access("write")
        return {"type": "ir.actions.act_url", "url": self._track_url(), "target": "new"}

    def action_revoke_track_link(self):
        """Make the links sent so far lead nowhere; the next mail has a new one."""
        self.check_access("write")
        linked = self.sudo().filtered("track_selector")
        linked.write({"track_selector": False})
        linked.with_env(self.env)._log_batch(
            self.env._("The link to the customer's page was revoked.")
        )
        return True
