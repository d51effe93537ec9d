from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from odoo.addons.fieldwork.tools.canonical import canonical, digest


class SaleOrder(models.Model):
    """Quotations that the customer reads and signs on the technician's screen."""

    _inherit = "sale.order"

    fieldwork_signed_visit_id = fields.Many2one(
        "fieldwork.visit",
        string="Signed on Visit",
        readonly=True,
        copy=False,
        help="The visit during which the customer signed it on the spot. What is "
        "worked there from then on is part of the quotation, where it has work.",
    )

    def _fieldwork_state(self):
        """Return how a quotation stands for the people on site: ``draft``, ``sent``,
        ``accepted``, ``refused`` or ``expired``."""
        self.ensure_one()
        if self._fieldwork_is_expired():
            return "expired"
        states = {"draft": "draft", "sent": "sent", "cancel": "refused"}
        return states.get(self.state, "accepted")

    def _fieldwork_is_expired(self):
        # Core's is_expired knows nothing of a date that has just been changed.
        late = self.validity_date and self.validity_date < fields.Date.today()
        return bool(late and self.state in ("draft", "sent"))

    def _fieldwork_sign_obstacle(self):
        """Return why the customer cannot sign on the spot, in words, or "" (hook)."""
        self.ensure_one()
        name, env = self.name, self.env
        if self.state == "cancel":
            return env._("%(quote)s was refused or called off.", quote=name)
        if self.signature or self.state == "sale":
            return env._("%(quote)s has been accepted already.", quote=name)
        if self._fieldwork_is_expired():
            return env._(
                "%(quote)s expired on %(date)s: ask the office to renew it.",
                quote=name,
                date=format_date(env, self.validity_date),
            )
        if self._has_to_be_paid():
            return env._(
                "%(quote)s asks for a payment in advance: the customer accepts and "
                "pays it by the link in the mail.",
                quote=name,
            )
        return self._fieldwork_price_obstacle()

    def _fieldwork_price_obstacle(self):
        """Return what has no price yet, in words; what the office has sent has all."""
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        unpriced = lines.filtered(
            lambda line: self.currency_id.compare_amounts(line.price_unit, 0) <= 0
        )
        if not lines:
            return self.env._(
                "%(quote)s has no prices yet: the office has to write it.",
                quote=self.name,
            )
        if self.state == "draft" and unpriced:
            return self.env._(
                "%(quote)s: %(product)s has no price yet. The office has to set it.",
                quote=self.name,
                product=unpriced[0].product_id.display_name,
            )
        return ""

    def _fieldwork_fingerprint(self):
        """Return the hash of what the customer reads before signing."""
        self.ensure_one()
        return digest(
            canonical(
                {
                    "quote": self.name,
                    "currency": self.currency_id.name,
                    "terms": str(self.note or ""),
                    "untaxed": str(self.amount_untaxed),
                    "total": str(self.amount_total),
                    "lines": [
                        {
                            "name": line.name or "",
                            "quantity": str(line.product_uom_qty),
                            "unit": line.product_uom_id.id,
                            "price": str(line.price_unit),
                            "discount": str(line.discount),
                            "amount": str(line.price_subtotal),
                        }
                        for line in self.order_line
                    ],
                }
            )
        )

    def _fieldwork_shown(self):
        """Return what the customer reads on the technician's screen; see
        ``fieldwork.visit.get_quote``."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "customer": self.partner_id.name or self.partner_id.display_name,
            "lines": [line._fieldwork_shown() for line in self.order_line],
            "untaxed": format_amount(self.env, self.amount_untaxed, self.currency_id),
            "tax": format_amount(self.env, self.amount_tax, self.currency_id),
            "total": format_amount(self.env, self.amount_total, self.currency_id),
            "terms": str(self.note or ""),
            "valid_until": fields.Date.to_string(self.validity_date),
            "has_work": "service" in self.order_line.product_id.mapped("type"),
            "mode": self.fieldwork_mode,
            "obstacle": self._fieldwork_sign_obstacle(),
            "fingerprint": self._fieldwork_fingerprint(),
        }

    def _fieldwork_sign(self, visit, name, image):
        """Accept a quotation as core's portal does: signature, confirmation, mail, and
        the signed document in the chatter.

        Called as superuser by ``fieldwork.visit.action_sign_quote``, which checks who
        calls.

        :raise UserError: it cannot be accepted (any more)
        """
        self.ensure_one()
        obstacle = self._fieldwork_sign_obstacle() or self._confirmation_error_message()
        if obstacle:
            raise UserError(obstacle)
        self.write(
            {
                "signed_by": name,
                "signed_on": fields.Datetime.now(),
                "signature": image,
                "fieldwork_signed_visit_id": visit.id,
            }
        )
        self._validate_order()
        # The document is made of what is in the database.
        self.env.flush_all()
        pdf = self.env["ir.actions.report"]._render_qweb_pdf(
            "sale.action_report_saleorder", self.ids
        )[0]
        self.message_post(
            attachments=[(f"{self.name}.pdf", pdf)],
            author_id=self.env.user.partner_id.id,
            body=self.env._(
                "Signed by %(name)s on the screen of %(technician)s, at %(visit)s.",
                name=name,
                technician=self.env.user.name,
                visit=visit.display_name,
            ),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
