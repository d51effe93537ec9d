from collections import defaultdict

from odoo import models
from odoo.tools import format_date

from odoo.addons.fieldwork.tools.days import to_local

# Which date of a machine covers which kind of charge.
WARRANTY = {
    "labour": "warranty_labour_until",
    "travel": "warranty_travel_until",
    "callout": "warranty_travel_until",
    "material": "warranty_parts_until",
}
SERVICE = ("labour", "travel", "callout")


class FieldworkOrder(models.Model):
    """What of an order is not billed, and why."""

    _inherit = "fieldwork.order"

    def _fieldwork_cover_providers(self):
        """Return who may cover charges (hook for contracts and plans).

        :return: list of ``(priority, method name)``; the least priority is asked first,
            and the others only for the drafts that nobody before them covers. The
            method takes a list of drafts and returns ``{index of the draft: {"verdict",
            "reason", "discount", "specificity", …}}``; of one priority the highest
            specificity counts. A cover of a share says ``verdict`` ``bill`` and the
            share as ``discount``, in percent; ``rest`` is another draft, of what is
            left over; other keys are values of the charge. One without a ``verdict``
            covers nothing and only says why.
        """
        return [
            (10, "_covers_of_mode"),
            (20, "_covers_of_warranty"),
        ]

    def _decide_drafts(self, drafts):
        """Write into each draft whether it is billed, and why.

        One after the other: a limited cover does not draw on its limit for what
        another one bears.
        """
        left = list(drafts)
        by_priority = defaultdict(list)
        for priority, name in self._fieldwork_cover_providers():
            by_priority[priority].append(name)
        for _priority, names in sorted(by_priority.items()):
            covers = self._best_covers(names, left)
            rests = [c.pop("rest") for c in covers.values() if "rest" in c]
            for index, cover in covers.items():
                left[index].update(cover)
            left = [
                draft
                for index, draft in enumerate(left)
                if "verdict" not in covers.get(index, ())
            ]
            left += rests
            drafts += rests

    def _best_covers(self, names, drafts):
        """Return the cover of each draft that is the narrowest of several."""
        best = {}
        for name in names:
            for index, cover in getattr(self, name)(drafts).items():
                rank = ("verdict" in cover, cover.pop("specificity", 0))
                if index not in best or rank > best[index][0]:
                    best[index] = (rank, cover)
        return {index: cover for index, (_rank, cover) in best.items()}

    def _covers_of_mode(self, drafts):
        """What a fixed price includes, and orders that are not billed at all."""
        covers = {}
        for index, draft in enumerate(drafts):
            order, kind = draft["order_id"], draft["kind"]
            if order.billing_mode not in ("none", "fixed"):
                continue
            lang = order.with_context(lang=order._ledger_lang())
            if order.billing_mode == "none":
                covers[index] = {
                    "verdict": "free",
                    "reason": lang.type_id.not_billed_reason
                    or lang.env._("Orders of this type are not billed."),
                }
            elif kind in SERVICE or (
                kind == "material" and order.type_id.fixed_includes_material
            ):
                covers[index] = {
                    "verdict": "included",
                    "reason": lang.env._("Included in the fixed price."),
                }
        return covers

    def _covers_of_warranty(self, drafts):
        covers = {}
        for index, draft in enumerate(drafts):
            field = WARRANTY.get(draft["kind"])
            if not field:
                continue
            machines = draft["equipment_id"] or draft["order_id"].equipment_ids
            if not machines or not draft["date_from"]:
                continue
            order = draft["order_id"]
            day = to_local(draft["date_from"], order._site_zone()).date()
            dates = machines.mapped(field)
            # Work on two machines of which one is covered is not told apart here.
            if all(until and until >= day for until in dates):
                covers[index] = {
                    "verdict": "warranty",
                    "reason": order._warranty_text(draft["kind"], machines, min(dates)),
                }
        return covers

    def _warranty_text(self, kind, machines, until):
        order = self.with_context(lang=self._ledger_lang())
        env = order.env
        what = {
            "machines": ", ".join(machines.mapped("name")),
            "date": format_date(env, until),
        }
        if kind == "material":
            return env._("Parts of %(machines)s: warranty until %(date)s.", **what)
        if kind == "labour":
            return env._("Labour on %(machines)s: warranty until %(date)s.", **what)
        return env._("Travel to %(machines)s: warranty until %(date)s.", **what)

    def _ledger_lang(self):
        """Return the language in which the ledger is kept: the company's."""
        return self.company_id.partner_id.lang or self.env.lang or "en_US"

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _describe_drafts(self, drafts):
        """Write into each draft what it is, and why it is billed, in words."""
        by_company = defaultdict(list)
        for draft in drafts:
            by_company[draft["company_id"]].append(draft)
        for group in by_company.values():
            lang = group[0]["order_id"]._ledger_lang()
            describer = self.env["fieldwork.charge"].with_context(lang=lang)
            for draft in group:
                draft["name"] = describer._describe(draft)
                draft["reason"] = draft["reason"] or describer._describe_reason(draft)
