from collections import defaultdict

from odoo import api, models
from odoo.tools import float_compare, float_is_zero

# Where two of these differ the charge is another one; texts may be worded anew.
COMPARED = (
    "partner_id",
    "product_id",
    "uom_id",
    "currency_id",
    "payer_id",
    "band_id",
    "equipment_id",
    "resource_id",
    "minutes",
    "date_from",
    "date_to",
    "verdict",
)
# What a charge that takes another one back says of it.
TAKEN_OVER = (
    "name",
    "order_id",
    "company_id",
    "partner_id",
    "kind",
    "source_key",
    "visit_id",
    "resource_id",
    "equipment_id",
    "band_id",
    "minutes",
    "date_from",
    "date_to",
)
DIGITS = 6


class FieldworkCharge(models.Model):
    """From what is due to the ledger."""

    _inherit = "fieldwork.charge"

    @api.model
    def _sync(self, orders, drafts):
        """Bring the ledger of ``orders`` in line with ``drafts``: all that is due.

        :param drafts: see ``fieldwork.order._due_charges``
        """
        self.search(
            [
                ("order_id", "in", orders.ids),
                ("state", "!=", "void"),
                ("kind", "!=", "other"),
            ]
        )._become(drafts)

    def _become(self, drafts):
        """Bring these charges in line with ``drafts``: all that is due for what they
        are for.

        What is not billed yet and differs is void and made anew; of what is billed the
        difference becomes the next revision. What people entered by hand stays: it is
        not among these.

        :param drafts: see ``fieldwork.order._due_charges``
        """
        known = defaultdict(self.browse)
        for charge in self:
            known[charge.source_key] += charge
        outdated, fresh = self.browse(), []
        for draft in drafts:
            charges = known.pop(draft["source_key"], None)
            if not charges:
                fresh.append({**draft, "revision": 1})
                continue
            kept = charges.filtered(lambda c: c.state == "open")
            wanted = charges._next_revision(draft)
            if kept and wanted and kept._equals(wanted):
                continue
            outdated += kept
            if wanted:
                fresh.append(kept._with_override(wanted))
        for charges in known.values():
            # Its source is no more.
            outdated += charges.filtered(lambda c: c.state == "open")
            back = charges._taken_back()
            if back:
                fresh.append(back)
        outdated._void(self.env._("What it stood for has changed."))
        # The place of a void charge is free once the database knows.
        outdated.flush_recordset(["state"])
        if fresh:
            self._guarded_create([self._to_vals(draft) for draft in fresh])

    def _paid(self):
        """Return what of the revisions of one source was billed for money."""
        return self.filtered(
            lambda c: c.state == "billed" and c.verdict == "bill" and not c.is_goodwill
        ).sorted("revision")

    def _next_revision(self, draft):
        """Return the draft of what is left to bill of one source, or nothing.

        :param dict draft: all that is due for it
        """
        billed = self.filtered(lambda c: c.state == "billed")
        revision = self._revision_due()
        paid = self._paid()
        if not paid:
            shown = billed and draft["verdict"] != "bill"
            return None if shown else {**draft, "revision": revision}
        due = self._due_quantity(draft, paid[0])
        left = due - sum(paid.mapped("quantity"))
        if self._is_nothing(left):
            return None
        return self._difference(draft, paid[0], left, revision)

    def _revision_due(self):
        """Return the number of what is made of one source: of what is open and takes
        its place, or the next one."""
        last = max(self.mapped("revision"), default=0)
        return last if self.filtered(lambda c: c.state == "open") else last + 1

    def _is_nothing(self, quantity):
        """Tell whether a line of an invoice would say zero."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_is_zero(quantity, precision_digits=digits)

    def _due_quantity(self, draft, first):
        """Return what is due in terms of what was billed first: at its price, with the
        share that was covered then."""
        if draft["verdict"] != "bill" or first.discount >= 100:
            return 0.0
        share = (100 - draft["discount"]) / (100 - first.discount)
        return draft["quantity"] * share

    def _difference(self, draft, first, quantity, revision):
        ratio = quantity / (draft["quantity"] or first.quantity)
        reason = self.env._("Difference to what was billed: %(was)s.", was=first.name)
        return {
            **draft,
            "revision": revision,
            "quantity": quantity,
            "minutes": round((draft["minutes"] or first.minutes) * ratio),
            "product_id": first.product_id,
            "uom_id": first.uom_id,
            "currency_id": first.currency_id,
            "payer_id": first.payer_id,
            "price_unit": first.price_unit,
            "discount": first.discount,
            "verdict": "bill",
            "reason": reason,
        }

    def _taken_back(self):
        """Return the draft that takes back what was billed of a source that is gone."""
        paid = self._paid()
        left = -sum(paid.mapped("quantity"))
        if self._is_nothing(left):
            return None
        first = paid[0]
        taken_over = {name: first[name] for name in self._taken_over_fields()}
        draft = taken_over | {"quantity": 0}
        return self._difference(draft, first, left, self._revision_due())

    @api.model
    def _taken_over_fields(self):
        """Return what a charge that takes another one back says of it (hook)."""
        return TAKEN_OVER

    def _equals(self, draft):
        """Tell whether this charge says the same as ``draft``."""
        self.ensure_one()
        for name in COMPARED:
            if name == "verdict" and self.is_override:
                continue
            mine, theirs = self[name], draft.get(name)
            if (mine or False) != (theirs or False):
                return False
        return all(
            float_compare(self[name], draft[name], precision_digits=DIGITS) == 0
            for name in ("quantity", "price_unit", "discount")
        )

    def _with_override(self, draft):
        """Return ``draft`` with what a person decided of the charge it replaces."""
        if not self.is_override:
            return draft
        return {
            **draft,
            "verdict": self.verdict,
            "reason": self.reason,
            "payer_id": self.payer_id,
            "is_override": True,
            "override_user_id": self.override_user_id,
            "override_date": self.override_date,
        }

    @api.model
    def _to_vals(self, draft):
        """Return the values for ``create`` of a draft: ids for records.

        The amount is among them: computed by the ORM, a ledger takes a fifth longer.
        """
        fields = self._fields
        vals = {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in draft.items()
            if name in fields
        }
        vals["amount"] = self._amount_of(draft)
        return vals
