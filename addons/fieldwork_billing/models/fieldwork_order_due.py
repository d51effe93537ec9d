from collections import defaultdict
from itertools import pairwise

from odoo import models

from ..tools.time_pieces import cut, rounded_up
from .rate_finder import RateFinder

# What a charge may come from; none of it where a draft does not say so.
RECORDS = {
    "visit_id": "fieldwork.visit",
    "worklog_id": "fieldwork.worklog",
    "material_id": "fieldwork.material",
    "resource_id": "resource.resource",
    "equipment_id": "fieldwork.equipment",
    "band_id": "fieldwork.time.band",
    "rate_id": "fieldwork.rate",
    "product_id": "product.product",
    "uom_id": "uom.uom",
}


class FieldworkOrder(models.Model):
    """What is due for an order: one draft of a charge for each thing done."""

    _inherit = "fieldwork.order"

    def _due_charges(self):
        """Return the drafts of all charges of these orders.

        :return: list of dicts of values of ``fieldwork.charge``, with verdict, reason
            and price
        """
        finder = RateFinder(self)
        # Read for all: what is filtered below is read order by order.
        self.visit_ids.worklog_ids.fetch(["kind", "start", "stop", "resource_id"])
        drafts = []
        for order in self:
            visits = order.visit_ids.filtered(lambda visit: visit.state == "done")
            drafts += order._due_time("labour", visits, finder)
            drafts += order._due_travel(visits, finder)
            drafts += order._due_callouts(visits, finder)
            drafts += order._due_materials(visits, finder)
            drafts += order._due_fixed(finder)
            drafts += order._due_fees(finder)
        self._decide_drafts(drafts)
        self._price_drafts(drafts)
        self._describe_drafts(drafts)
        return drafts

    def _prepare_order_draft_vals(self):
        """Return what all charges of this order begin with (hook).

        Asked once for the order, by the finder.
        """
        self.ensure_one()
        return {
            **{name: self.env[model] for name, model in RECORDS.items()},
            "date_from": False,
            "date_to": False,
            "order_id": self,
            "company_id": self.company_id,
            "partner_id": self.partner_id,
            "currency_id": self.billing_currency_id,
            "payer_id": self._billing_payer(),
            "quantity": 1.0,
            "minutes": 0,
            "verdict": "bill",
            "reason": False,
            "discount": 0.0,
        }

    def _prepare_draft_vals(self, finder, kind, source_key, rate=None, **vals):
        """Return what a charge of this order begins with (hook)."""
        self.ensure_one()
        product = rate.product_id if rate else vals.get("product_id")
        draft = {
            **finder.beginning(self),
            "kind": kind,
            "source_key": source_key,
            **vals,
        }
        if rate:
            draft["rate_id"] = rate
        if product:
            draft.update(product_id=product, uom_id=product.uom_id)
        return draft

    # ------------------------------------------------------------------
    # Time
    # ------------------------------------------------------------------

    def _due_time(self, kind, visits, finder):
        """Return the pieces of the stretches of ``kind``, and what they are rounded
        up by."""
        self.ensure_one()
        log_kind = "work" if kind == "labour" else "travel"
        groups = defaultdict(list)
        for log in visits.worklog_ids.sorted(lambda log: (log.start, log.id)):
            if log.kind != log_kind or not log.stop:
                continue
            rate = finder.find(self, kind, log.resource_id)
            pieces = self._pieces(kind, log, rate, finder)
            groups[self._round_scope(log, rate)] += pieces
        drafts = []
        for scope, pieces in groups.items():
            parts = pieces + self._rounding(finder, kind, scope, pieces)
            self._settle(finder, parts)
            drafts += parts
        return drafts

    def _settle(self, finder, parts):
        """Let the last part bear what the others lose by their rounding: three times
        twenty minutes are one hour, not 0.99."""
        units = {part["uom_id"] for part in parts}
        if len(units) != 1:
            return
        minutes = sum(part["minutes"] for part in parts)
        whole = finder.in_unit(minutes, units.pop())
        parts[-1]["quantity"] += whole - sum(part["quantity"] for part in parts)

    def _pieces(self, kind, log, rate, finder):
        """Return one draft for each piece of a stretch in one time band."""
        seen, drafts = defaultdict(int), []
        for piece in self._cut(log, rate, finder):
            # A stretch over two nights is in one band twice.
            band = piece.key or self.env["fieldwork.time.band"]
            name = str(band.id or "plain")
            seen[name] += 1
            if seen[name] > 1:
                name = f"{name}.{seen[name]}"
            drafts.append(
                self._prepare_time_vals(
                    finder,
                    kind,
                    f"worklog:{log.id}:{name}",
                    rate,
                    piece.minutes,
                    visit_id=log.visit_id,
                    worklog_id=log,
                    resource_id=log.resource_id,
                    band_id=band,
                    date_from=piece.start,
                    date_to=piece.stop,
                )
            )
        return drafts

    def _cut(self, log, rate, finder):
        """Return a stretch cut at the borders of time bands, and where who pays for it
        changes; see :func:`..tools.time_pieces.cut`."""
        bands = finder.bands(rate)
        holidays = finder.holidays(self.company_id) if bands else ()
        borders = [log.start, *self._cut_moments(log), log.stop]
        borders = sorted(min(max(one, log.start), log.stop) for one in borders)
        zone = finder.zone(self)
        return [
            piece
            for first, last in pairwise(borders)
            for piece in cut(first, last, zone, bands, holidays)
        ]

    def _cut_moments(self, log):
        """Return the moments at which a stretch is cut besides the borders of time
        bands, because who pays for it changes (hook): naive UTC, in any order."""
        return []

    def _prepare_time_vals(self, finder, kind, key, rate, minutes, **vals):
        draft = self._prepare_draft_vals(finder, kind, key, rate, **vals)
        draft["uom_id"] = draft["uom_id"] or finder.hour
        draft["minutes"] = minutes
        draft["quantity"] = finder.in_unit(minutes, draft["uom_id"])
        return draft

    def _round_scope(self, log, rate):
        """Return over what the time of a stretch is added up."""
        match rate.scope:
            case "order":
                return f"order:{self.id}"
            case "person":
                return f"visit:{log.visit_id.id}:person:{log.resource_id.id}"
        return f"visit:{log.visit_id.id}"

    def _rounding(self, finder, kind, scope, pieces):
        """Return the draft of what the time of ``pieces`` is rounded up by, if it is.

        It is billed as the last piece goes on: at that rate, in that band.
        """
        last = pieces[-1] if pieces else None
        rate = last and last["rate_id"]
        if not rate:
            return []
        minutes = sum(piece["minutes"] for piece in pieces)
        whole = rounded_up(minutes, rate.step_minutes, rate.minimum_minutes)
        if whole == minutes:
            return []
        draft = self._prepare_time_vals(
            finder,
            kind,
            f"{scope}:{kind}:round",
            rate,
            whole - minutes,
            visit_id=last["visit_id"],
            resource_id=last["resource_id"],
            band_id=last["band_id"],
            date_from=last["date_to"],
            date_to=last["date_to"],
        )
        draft["rounding"] = (minutes, whole)
        return [draft]

    # ------------------------------------------------------------------
    # Travel and call-outs
    # ------------------------------------------------------------------

    def _due_travel(self, visits, finder):
        self.ensure_one()
        rate = finder.find(self, "travel")
        if not rate:
            # Nothing is asked for the way where no rate says so.
            return []
        if rate.travel_by == "time":
            return self._due_time("travel", visits, finder)
        return [
            self._prepare_draft_vals(
                finder,
                "travel",
                f"visit:{visit.id}:{rate.travel_by}",
                rate,
                quantity=visit.travel_km if rate.travel_by == "distance" else 1.0,
                **self._visit_vals(visit),
            )
            for visit in visits
            if rate.travel_by == "visit" or visit.travel_km
        ]

    def _due_callouts(self, visits, finder):
        self.ensure_one()
        rate = finder.find(self, "callout")
        if not rate:
            return []
        return [
            self._prepare_draft_vals(
                finder,
                "callout",
                f"visit:{visit.id}:callout",
                rate,
                **self._visit_vals(visit),
            )
            for visit in visits
        ]

    def _visit_vals(self, visit):
        start = visit.actual_start or visit.start
        return {
            "visit_id": visit,
            "date_from": start,
            "date_to": visit.closed_at or start,
        }

    # ------------------------------------------------------------------
    # Material and fixed prices
    # ------------------------------------------------------------------

    def _due_materials(self, visits, finder):
        self.ensure_one()
        lines = self.material_ids.filtered(
            lambda line: line.visit_id in visits
            or (not line.visit_id and self.state == "done")
        )
        drafts = []
        for line in lines:
            quantity = line.used_qty + line.left_qty
            if not quantity:
                continue
            visit = line.visit_id or visits[-1:]
            draft = self._prepare_draft_vals(
                finder,
                "material",
                f"material:{line.id}",
                product_id=line.product_id,
                quantity=quantity,
                material_id=line,
                equipment_id=line.equipment_id,
                **self._visit_vals(visit),
            )
            draft["uom_id"] = line.uom_id
            drafts.append(draft)
        return drafts

    def _due_fixed(self, finder):
        self.ensure_one()
        if self.billing_mode != "fixed" or self.state != "done":
            return []
        return [
            self._prepare_draft_vals(
                finder,
                "fixed",
                f"order:{self.id}:fixed",
                product_id=self.type_id.product_id,
                date_from=self.done_at,
                date_to=self.done_at,
            )
        ]

    def _due_fees(self, finder):
        """Return the fees of missed visits and late cancellations."""
        self.ensure_one()
        drafts = []
        for visit in self.visit_ids.filtered("fee_kind"):
            rate = finder.find(self, visit.fee_kind)
            drafts.append(
                self._prepare_draft_vals(
                    finder,
                    visit.fee_kind,
                    f"visit:{visit.id}:{visit.fee_kind}",
                    rate,
                    **self._visit_vals(visit),
                )
            )
        return drafts
