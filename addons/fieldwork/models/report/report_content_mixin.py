from odoo import api, models


class FieldworkReportContentMixin(models.AbstractModel):
    """What a visit's report shows: a change voids the signatures under it."""

    _name = "fieldwork.report.content.mixin"
    _description = "Content of a Visit's Report"

    # What of the model the report shows.
    _report_fields = frozenset()

    def _report_visits(self):
        """Return the visits on whose reports these records stand (hook)."""
        return self.visit_id

    def _tell_report(self, visits):
        visits._report_changed()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._tell_report(records._report_visits())
        return records

    def write(self, vals):
        if not self._report_fields & vals.keys():
            return super().write(vals)
        visits = self._report_visits()
        res = super().write(vals)
        self._tell_report(visits | self._report_visits())
        return res

    def unlink(self):
        visits = self._report_visits()
        res = super().unlink()
        self._tell_report(visits.exists())
        return res
