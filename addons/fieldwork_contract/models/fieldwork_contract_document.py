import base64

from odoo import models
from odoo.tools import is_html_empty

PRICES = "fieldwork_billing.group_fieldwork_prices"


class FieldworkContract(models.Model):
    """The contract as a document: what the customer reads, signs and keeps."""

    _inherit = "fieldwork.contract"

    def _document(self):
        """Return the contract as a PDF, in the customer's language.

        Called by what has checked that the caller may have it.

        :rtype: bytes
        """
        self.ensure_one()
        reports = self.env["ir.actions.report"].sudo().with_company(self.company_id)
        return reports._render_qweb_pdf(
            "fieldwork_contract.action_report_contract", self.ids
        )[0]

    def _customer_document(self):
        """Return the PDF for the customer: what was signed, as it was signed, or else
        the contract as it is now."""
        self.ensure_one()
        signed = self.sudo().signature_id.document
        return base64.b64decode(signed) if signed else self._document()

    def _document_values(self):
        """Return what the document shows, in the language of the context (hook).

        :return: dict with ``company``, ``company_address``, ``number``, ``type``,
            ``facts`` (label, text), ``machines``, ``sites``, ``services``,
            ``covers`` (name, terms), ``clauses`` (name, price), ``terms`` (html or
            False) and ``signatures``
        """
        self.ensure_one()
        address = self.company_id.partner_id._display_address(without_company=True)
        lines = (line.strip() for line in address.splitlines())
        return {
            "company": self.company_id,
            "company_address": "\n".join(line for line in lines if line),
            "number": self.name,
            "type": self.type_id.name,
            "facts": [fact for fact in self._portal_facts() if fact[1]],
            "machines": self._portal_machines(),
            "sites": self.site_ids.mapped("display_name"),
            "services": self._portal_services(),
            "covers": [(one.name, one._terms_text()) for one in self.cover_ids],
            "clauses": [rate._clause_text() for rate in self.rate_ids],
            "terms": not is_html_empty(self.note) and self.note,
            "signatures": [one._shown() for one in self.signature_ids.sorted("id")],
        }

    def action_print(self):
        """Open the contract as a PDF."""
        return self.env.ref("fieldwork_contract.action_report_contract").report_action(
            self
        )
