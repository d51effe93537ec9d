from odoo import api, models
from odoo.tools.pdf import merge_pdf

# Printed one by one: what wkhtmltopdf of the distributions can do, and one language
# each.
OURS = ("fieldwork.report_visit", "fieldwork.report_order")


class FieldworkVisitReport(models.AbstractModel):
    """The report of a visit."""

    _name = "report.fieldwork.report_visit"
    _description = "Report of a Visit"
    _model = "fieldwork.visit"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env[self._model].browse(docids)
        docs.check_access("read")
        # sudo: names of machines, colleagues and customers are partly out of reach;
        # what is shown is named in fieldwork.visit._report_values
        docs = docs.sudo()
        return {
            "doc_model": docs._name,
            "doc_ids": docs.ids,
            "docs": docs,
            "visits_of": self._visits_of,
        }

    @api.model
    def _visits_of(self, doc):
        """Return the visits of a document, each in the language of its customer."""
        return [doc.with_context(lang=doc._customer_lang())]


class FieldworkOrderReport(models.AbstractModel):
    """The reports of the visits of an order."""

    _name = "report.fieldwork.report_order"
    _inherit = ["report.fieldwork.report_visit"]
    _description = "Report of an Order"
    _model = "fieldwork.order"

    @api.model
    def _visits_of(self, doc):
        visits = doc._report_visits_done()
        return [visit.with_context(lang=visit._customer_lang()) for visit in visits]


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _fieldwork_papers(self):
        """Return the names of the reports that are printed one by one, on a page of
        our own (hook)."""
        return OURS

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        report = self._get_report(report_ref)
        if report.report_name not in self._fieldwork_papers():
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        ours = super(IrActionsReport, self.with_context(fieldwork_report=True))
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        if len(ids) < 2:
            return ours._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        parts = [ours._render_qweb_pdf(report_ref, [id_], data) for id_ in ids]
        if any(kind != "pdf" for _content, kind in parts):  # HTML, as tests ask for
            return ours._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        return merge_pdf([content for content, _kind in parts]), "pdf"

    def _get_layout(self):
        if self.env.context.get("fieldwork_report"):
            return self.env.ref("fieldwork.report_visit_layout").sudo()
        return super()._get_layout()

    @api.model
    def _run_wkhtmltopdf(self, bodies, *args, **kwargs):
        if self.env.context.get("fieldwork_report"):
            # They are empty, and a build without them warns of them each time.
            kwargs.update(header=None, footer=None)
        return super()._run_wkhtmltopdf(bodies, *args, **kwargs)
