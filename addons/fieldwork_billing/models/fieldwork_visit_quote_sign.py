from odoo import api, models
from odoo.exceptions import UserError


class FieldworkVisit(models.Model):
    """The customer reads a quotation on the technician's screen, and signs it there."""

    _inherit = "fieldwork.visit"

    @api.readonly
    def get_quote(self, quote):
        """Return what the customer reads of a quotation, with its prices.

        :param int quote: id of a quotation that was asked for on the visit's order
        :return: dict with ``id``, ``name``, ``customer``, ``lines`` (``id``, ``kind``:
            "" or that of a section or note, ``name``, ``quantity``, ``uom``,
            ``price``, ``discount``, ``amount``: texts), ``untaxed``, ``tax``,
            ``total``, ``terms`` (HTML), ``valid_until`` (ISO date or False),
            ``has_work``, ``mode``, ``obstacle`` (why it cannot be signed, or "") and
            ``fingerprint`` (of what is read, for :meth:`action_sign_quote`)
        :raise UserError: the caller is not on the visit, or may not see its prices
        """
        return self._quote_on_site(quote)._fieldwork_shown()

    def action_sign_quote(
        self,
        quote,
        name,
        image,
        fingerprint,
        at=None,
        client_uuid=None,
        position=None,
    ):
        """Have the customer accept a quotation on the spot.

        It is confirmed as on the portal, and goes on in the order or makes a new one.

        :param int quote: its id
        :param str name: who signs, in letters
        :param image: PNG of the handwriting, as base64 text or data URL
        :param str fingerprint: of what was read, see :meth:`get_quote`; where it is
            another by now, nothing is signed
        :param at: device time, see ``tools.arguments.event_time``
        :param str client_uuid: id the device gave this entry
        :param dict position: where, see ``action_travel``
        :raise UserError: the caller may not, nothing is signed, or the quotation is not
            to be accepted (any more)
        """
        self.ensure_one()
        events = self._event_model()
        if events._already_received("quote_sign", self, client_uuid):
            return True
        sale = self._quote_on_site(quote)
        if fingerprint != sale._fieldwork_fingerprint():
            raise UserError(
                self.env._(
                    "%(quote)s has changed meanwhile: read it again, then sign.",
                    quote=sale.name,
                )
            )
        name, image = self._signer_name(name), self._signature_image(image)
        at = self._event_time(at)
        note = f"{sale.name}: {name}"
        events._record("quote_sign", self, at, client_uuid, position, note)
        sale._fieldwork_sign(self.sudo(), name, image)
        return True

    def _quote_on_site(self, quote):
        """Return a quotation of the order as superuser, for those who may show it.

        :raise UserError: see :meth:`get_quote`
        """
        self.ensure_one()
        self.check_access("read")
        if not self._is_on_crew():
            raise UserError(
                self.env._("Visit %(visit)s is not yours.", visit=self.display_name)
            )
        # sudo: technicians have no rights on quotations; who is on the visit shows one
        # of its order to the customer, where the firm allows it
        visit = self.sudo()
        if not visit._may_sign_quotes():
            raise UserError(
                self.env._(
                    "Visit %(visit)s: quotations are not signed on the spot. The "
                    "customer accepts by the link in the mail.",
                    visit=self.display_name,
                )
            )
        sale = visit.order_id.quote_ids.filtered(lambda one: one.id == quote)
        if not sale:
            raise UserError(
                self.env._(
                    "That quotation does not belong to %(visit)s.",
                    visit=self.display_name,
                )
            )
        # Nor does the technician follow it: messages about it tell its prices.
        sale = sale.with_context(mail_post_autofollow_author_skip=True)
        return sale.with_company(sale.company_id)

    def _may_sign_quotes(self):
        """Tell whether quotations are signed during this visit: the firm allows it,
        and the technician is there or has just been."""
        self.ensure_one()
        under_way = self.state not in ("planned", "missed", "cancelled")
        return under_way and self.company_id.fieldwork_sign_on_site
