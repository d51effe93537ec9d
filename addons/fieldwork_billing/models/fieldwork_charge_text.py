from odoo import models
from odoo.tools import format_date, format_time

from odoo.addons.fieldwork.tools.days import to_local


class FieldworkCharge(models.Model):
    """What a charge is called, in the language of the context."""

    _inherit = "fieldwork.charge"

    def _describe(self, values):
        """Return what is billed, in one line: what, and who.

        :param values: a draft, or a charge: both are asked by field name
        """
        what = self._describe_what(values)
        if values["kind"] in ("labour", "travel") and values["resource_id"]:
            return f"{what} · {values['resource_id'].name}"
        return what

    def _describe_when(self, zone, start, stop, hours=False):
        """Return a day, and the hours where they matter.

        :param str zone: by whose clocks; see ``_tz``
        """
        if not start:
            return ""
        lang = self.env.lang or "en_US"
        text = format_date(self.env, to_local(start, zone).date(), lang)
        if not hours or not stop or stop == start:
            return text
        begin = format_time(self.env, start, zone, "short", lang)
        end = format_time(self.env, stop, zone, "short", lang)
        return f"{text} {begin} – {end}"

    def _describe_what(self, values):
        env, kind = self.env, values["kind"]
        if kind == "material":
            material = values["material_id"].with_env(env)
            product = material.product_id
            return product.display_name if product else material.name
        product = values["product_id"].with_env(env)
        kinds = dict(self._fields["kind"]._description_selection(env))
        text = product.name if product else kinds[kind]
        band = values["band_id"]
        return f"{text} ({band.with_env(env).name})" if band else text

    def _describe_reason(self, draft):
        """Return why a draft is billed."""
        env = self.env
        if draft.get("rounding"):
            return self._rounding_text(draft)
        kind = draft["kind"]
        if kind in ("labour", "travel") and draft["minutes"]:
            return env._("By time: %(minutes)s min.", minutes=draft["minutes"])
        match kind:
            case "travel":
                return env._("By the way.")
            case "callout":
                return env._("Once for each visit.")
            case "material":
                return env._("Material used or left.")
            case "fixed":
                return env._("Fixed price of the order type.")
            case "no_show":
                return env._("The customer was not there.")
            case "late_cancel":
                return env._("Cancelled too late.")
        return env._("By time: 0 min.")

    def _rounding_text(self, draft):
        minutes, whole = draft["rounding"]
        rate = draft["rate_id"]
        what = {"more": whole - minutes, "step": rate.step_minutes, "least": whole}
        if whole == rate.minimum_minutes and minutes < whole:
            return self.env._("At least %(least)s min: +%(more)s min.", **what)
        return self.env._("Rounded up to %(step)s min: +%(more)s min.", **what)
