import json

from odoo import api, models
from odoo.fields import Datetime
from odoo.tools import is_html_empty

from odoo.addons.fieldwork.tools.canonical import canonical, digest
from odoo.addons.fieldwork.tools.common_row import one_at_a_time

from .fieldwork_contract_cover import KINDS
from .fieldwork_contract_line_rule import RULE_FIELDS
from .fieldwork_contract_sign import OPEN_STATES

LATER = "fieldwork_terms_later"


class FieldworkContract(models.Model):
    """The terms that a customer signs: a signature is void as soon as one changes.

    They are compared as data, not as words: another translation changes no contract.
    """

    _inherit = "fieldwork.contract"

    @api.model_create_multi
    def create(self, vals_list):
        """Create contracts; they begin with the terms in words of their type."""
        contracts = super().create(vals_list)
        wordless = contracts.filtered(lambda one: is_html_empty(one.note))
        for note, group in wordless.grouped(
            lambda one: one.type_id.with_context(lang=one._customer_lang()).note
        ).items():
            if not is_html_empty(note):
                group.note = note
        return contracts

    def _terms_fields(self):
        """Return what is signed (hook).

        :return: ``{field: ()}`` for what stands on the contract, ``{field: names}``
            for rows with these fields
        """
        plain = (
            "partner_id",
            "company_id",
            "site_ids",
            "order_type_ids",
            "date_start",
            "date_end",
            "renewal",
            "renewal_months",
            "notice_days",
            "ceiling",
            "currency_id",
            "pricelist_id",
            "note",
        )
        return {
            **dict.fromkeys(plain, ()),
            "coverage_ids": (
                "equipment_id",
                "include_children",
                "date_from",
                "date_to",
            ),
            "cover_ids": (
                *KINDS.values(),
                "percent",
                "order_type_ids",
                "excluded_category_ids",
                "cap_period",
                "cap_unit",
                "cap_limit",
            ),
            "programme_line_ids": (
                "name",
                "order_type_id",
                *sorted(RULE_FIELDS - {"duration", "active"}),
            ),
            "rate_ids": (
                "kind",
                "clause",
                "product_id",
                "type_id",
                "travel_by",
                "step_minutes",
                "minimum_minutes",
                "scope",
                "band_ids",
            ),
        }

    def _terms(self, lang):
        """Return the terms as data that has a canonical form: ids, dates and codes;
        names in one language.

        :param str lang: in which services and clauses are named
        """
        self.ensure_one()
        # sudo: prices are part of what is signed, whoever looks whether it changed
        contract = self.sudo().with_context(lang=lang)
        return {
            name: contract._term(name, parts)
            for name, parts in self._terms_fields().items()
        }

    def _term(self, name, parts):
        """Return one of the terms as data (hook).

        :param parts: fields of its rows; empty where it is no list of rows
        """
        self.ensure_one()
        if not parts:
            return _plain(self, name)
        rows = self._term_rows(name)
        return sorted(
            ({part: _plain(row, part) for part in parts} for row in rows), key=canonical
        )

    def _term_rows(self, name):
        """Return the rows of a term that were agreed on (hook)."""
        return self[name]

    def _terms_hash(self):
        """Return the hash of the terms as the customer reads them now."""
        return digest(canonical(self._terms(self._customer_lang())))

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def write(self, vals):
        touched = vals.keys() & {*self._terms_fields(), "type_id"}
        if not touched:
            return super().write(vals)
        # Rows are written with the contract: what changed is said once for all.
        later = self.with_context(**{LATER: True})
        res = super(FieldworkContract, later).write(vals)
        self._terms_changed()
        return res

    def _terms_changed(self):
        """Make void the signatures under contracts whose terms are others by now, and
        tell their managers."""
        if not self or self.env.context.get(LATER):
            return
        # sudo: what is signed does not depend on who changed it
        asked = self.sudo().exists().filtered("sign_asked_at")
        if not asked:
            return
        # Nobody signs while the terms change: see _sign.
        one_at_a_time(asked)
        for contract in asked.filtered(
            lambda one: (
                one.signature_id
                and one.state in OPEN_STATES
                # That it ends is no other term.
                and not one.terminated_on
            )
        ):
            changed = contract._changed_terms()
            if changed:
                contract._void_signature(changed)

    def _changed_terms(self):
        """Return the names of the fields that differ from what was signed."""
        self.ensure_one()
        signature = self.signature_id
        now = self._terms(signature.lang)
        if digest(canonical(now)) == signature.snapshot_sha256:
            return []
        before = json.loads(signature.snapshot)
        # What a newer version of an addon has added was not signed, nor changed.
        return [name for name in before if now.get(name) != before[name]]

    def _void_signature(self, changed):
        self.ensure_one()
        user = self.user_id or self.env.user
        contract = self.with_context(lang=user.lang)
        labels = ", ".join(
            contract._fields[name]._description_string(contract.env)
            for name in changed
            if name in contract._fields
        )
        signature = contract.signature_id
        signature._void(labels)
        text = contract.env._(
            "The signature of %(name)s does not hold any more: changed was %(what)s.",
            name=signature.name,
            what=labels,
        )
        contract._message_log(body=text)
        contract.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=Datetime.now().date(),
            summary=contract.env._("Changed since it was signed: have it signed again"),
            note=text,
            user_id=user.id,
        )


def _plain(record, name):
    """Return the value of a field as data without floats."""
    field, value = record._fields[name], record[name]
    if field.type in ("one2many", "many2many"):
        return sorted(value.ids)
    if field.type == "many2one":
        return value.id or None
    if field.type in ("float", "monetary"):
        return f"{value:.6f}"
    if field.type in ("boolean", "integer"):
        return value
    return str(value) if value else None
