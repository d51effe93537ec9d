from datetime import timedelta

from odoo import models
from odoo.tools import float_round

from .cover_book import CoverBook
from .fieldwork_contract_cover import KINDS


class FieldworkOrder(models.Model):
    """What contracts bear of the charges of orders."""

    _inherit = "fieldwork.order"

    def _fieldwork_cover_providers(self):
        # After the warranty: what the maker bears takes nothing from the contract.
        return [*super()._fieldwork_cover_providers(), (30, "_covers_of_contract")]

    def _covers_of_contract(self, drafts):
        book = CoverBook(self)
        by_hand = self._decided_by_hand()
        covers = {}
        mine = [
            index
            for index, draft in enumerate(drafts)
            if draft["order_id"].contract_id and draft["kind"] in KINDS
        ]

        def turn(index):
            draft = drafts[index]
            keys = (draft["source_key"], draft["order_id"]._visit_key(draft))
            moment = draft["date_from"] or draft["order_id"].registered_on
            return (not book.had(keys), moment, index)

        for index in sorted(mine, key=turn):
            draft = drafts[index]
            order = draft["order_id"]
            if draft["source_key"] in by_hand:
                continue
            lang = order.with_context(lang=order._ledger_lang())
            cover = lang._cover_of_contract(draft, book)
            if cover:
                covers[index] = cover
        book.close()
        return covers

    def _decided_by_hand(self):
        """Return the sources of charges of which a person decided."""
        charges = self.filtered("contract_id").charge_ids
        return set(charges.filtered("is_override").mapped("source_key"))

    def _visit_key(self, draft):
        visit = draft["visit_id"]
        return f"visit:{visit.id}" if visit else f"order:{draft['order_id'].id}"

    def _cover_of_contract(self, draft, book):
        """Return the cover of one draft, or why there is none; see
        ``_fieldwork_cover_providers``."""
        self.ensure_one()
        contract = self.contract_id
        day = self._contract_day(draft["date_from"])
        machines = draft["equipment_id"] or self.equipment_ids
        refusal = contract._refusal(self, machines, day)
        if refusal:
            return {"reason": refusal}
        for cover in contract.cover_ids:
            if not cover._covers(draft):
                continue
            category = cover._excludes(draft["product_id"])
            if category:
                refusal = self.env._(
                    "Contract %(contract)s does not cover “%(category)s”.",
                    contract=contract.name,
                    category=category.display_name,
                )
                continue
            found = self._draw_on(cover, draft, day, book)
            if "verdict" in found:
                return found
            refusal = found["reason"]
        if refusal:
            clause = self._contract_clause(draft)
            return {"reason": f"{refusal} {clause}".strip()}
        return None

    def _draw_on(self, cover, draft, day, book):
        """Take what a draft needs from one cover."""
        if cover.cap_period == "none":
            none = self.env["fieldwork.contract.cover.counter"]
            return self._borne(cover, cover._drawn_text(none, 0))
        counter = book.counter(cover, day, self._visit_key(draft))
        draw = getattr(self, f"_draw_{cover.cap_unit}")
        return draw(cover, draft, counter.with_env(cover.env), book)

    def _borne(self, cover, reason, **vals):
        if cover.percent >= 100:
            return {"verdict": "cover", "reason": reason, **vals}
        return {"verdict": "bill", "discount": cover.percent, "reason": reason, **vals}

    def _draw_visits(self, cover, draft, counter, book):
        key = self._visit_key(draft)
        if not book.is_taken(counter, key) and book.left(counter) < 1:
            return {"reason": cover._used_up_text(counter)}
        number = book.take(counter, self, key, 1)
        return self._borne(cover, cover._drawn_text(counter, number))

    def _draw_hours(self, cover, draft, counter, book):
        """Take the minutes of a draft; what is too much becomes a draft of its own."""
        minutes = draft["minutes"]
        left = int(book.left(counter))
        if left <= 0 and minutes:
            return {"reason": cover._used_up_text(counter)}
        taken = min(minutes, left)
        book.take(counter, self, draft["source_key"], taken)
        reason = cover._drawn_text(counter, book.used(counter))
        if taken == minutes:
            return self._borne(cover, reason)
        return self._borne(
            cover, reason, **self._split(draft, taken, cover._used_up_text(counter))
        )

    def _split(self, draft, minutes, reason):
        """Return what is left in a draft of its first ``minutes``, and as ``rest`` the
        draft of the others."""
        hour = self.env.ref("uom.product_uom_hour")
        quantity = float_round(
            hour._compute_quantity(minutes / 60, draft["uom_id"], round=False),
            precision_digits=self.env["decimal.precision"].precision_get(
                "Product Unit"
            ),
        )
        middle = min(draft["date_from"] + timedelta(minutes=minutes), draft["date_to"])
        rest = {
            **draft,
            "source_key": f"{draft['source_key']}:over",
            "minutes": draft["minutes"] - minutes,
            "quantity": draft["quantity"] - quantity,
            "date_from": middle,
            "reason": reason,
        }
        return {
            "minutes": minutes,
            "quantity": quantity,
            "date_to": middle,
            "rest": rest,
        }

    def _draw_money(self, cover, draft, counter, book):
        """Take what a draft costs, or the share of it that is left."""
        self._price_drafts([draft])
        currency, day = cover.currency_id, self._contract_day(draft["date_from"])
        price = draft["currency_id"]._convert(
            draft["price_unit"] * draft["quantity"], currency, self.company_id, day
        )
        left = book.left(counter)
        if currency.compare_amounts(left, 0) <= 0 and price:
            return {"reason": cover._used_up_text(counter)}
        wanted = currency.round(price * cover.percent / 100)
        taken = min(wanted, left)
        book.take(counter, self, draft["source_key"], taken)
        reason = cover._drawn_text(counter, book.used(counter))
        if taken == wanted:
            return self._borne(cover, reason)
        return {"verdict": "bill", "discount": 100 * taken / price, "reason": reason}
