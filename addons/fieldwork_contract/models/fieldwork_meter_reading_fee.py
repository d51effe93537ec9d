from odoo import api, models

from odoo.addons.fieldwork.tools.days import to_local


class FieldworkMeterReading(models.Model):
    """Readings that are told of late count for the period in which they were taken."""

    _inherit = "fieldwork.meter.reading"

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create(vals_list)
        readings._touch_fees(readings._since())
        return readings

    def write(self, vals):
        since = self._since()
        res = super().write(vals)
        if {"value", "date", "is_replacement", "start_value"} & vals.keys():
            for meter_id, moment in self._since().items():
                since[meter_id] = min(since[meter_id], moment)
            self._touch_fees(since)
        return res

    def unlink(self):
        since = self._since()
        res = super().unlink()
        self._touch_fees(since)
        return res

    @api.model
    def _touch_fees(self, since):
        """Have the fees by these meters worked out anew, where a period that was
        charged has changed.

        :param dict since: ``{meter id: the first moment that has changed}``
        """
        # sudo: technicians read meters, and see no fees
        fees = self.env["fieldwork.contract.fee"].sudo()
        fees = fees.search([("meter_id", "in", list(since))])
        late = fees.filtered(
            lambda fee: fee._has_charged(
                to_local(since[fee.meter_id.id], fee.company_id._fieldwork_tz()).date()
            )
        )
        late.contract_id._touch_fees()
