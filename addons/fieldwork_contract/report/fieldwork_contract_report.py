from odoo import api, models

REPORT = "fieldwork_contract.report_contract"


class FieldworkContractReport(models.AbstractModel):
    """The contract on paper."""

    _name = "report.fieldwork_contract.report_contract"
    _description = "Contract on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env["fieldwork.contract"].browse(docids)
        docs.check_access("read")
        # sudo: what is shown is named in _document_values
        docs = docs.sudo()
        return {
            "doc_model": docs._name,
            "doc_ids": docs.ids,
            "docs": [doc.with_context(lang=doc._customer_lang()) for doc in docs],
        }


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _fieldwork_papers(self):
        return (*super()._fieldwork_papers(), REPORT)
