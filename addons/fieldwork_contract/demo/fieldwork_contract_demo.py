from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

ALL = {"labour": True, "travel": True, "callout": True, "material": True}
WORK = {"labour": True, "travel": True, "callout": True}
FOUR_VISITS = {**WORK, "cap_period": "year", "cap_unit": "visits", "cap_limit": 4}
TEN_HOURS = {"labour": True, "cap_period": "year", "cap_unit": "hours", "cap_limit": 10}
PARTS_HALF = {"material": True, "percent": 50}
PARTS_300 = {
    "material": True,
    "cap_period": "year",
    "cap_unit": "money",
    "cap_limit": 300,
}
# What is done, by which type of order, and in how many months from now it is due.
HALF_YEARLY = ("Half-yearly service", "maintenance", (1, 7))
YEARLY = ("Yearly inspection", "inspection", (2,))
QUARTERLY = ("Filters and coils", "maintenance", (1, 4, 7, 10))
# customer, contract type, begun so many months ago, covers, services, what became of it
STORY = [
    ("hotel", "full_service", 5, [ALL], [HALF_YEARLY, YEARLY], "signed"),
    ("hotel", "maintenance", -1, [WORK], [QUARTERLY], "asked"),
    ("tejares", "maintenance", 3, [FOUR_VISITS, PARTS_HALF], [HALF_YEARLY], "signed"),
    ("school", "maintenance", 5, [FOUR_VISITS], [YEARLY], "active"),
    ("clinic", "full_service", 2, [ALL], [QUARTERLY], "signed"),
    ("community", "maintenance", 8, [TEN_HOURS, PARTS_300], [YEARLY], "active"),
    ("winery", "maintenance", 4, [FOUR_VISITS], [HALF_YEARLY], "changed"),
    ("gym", "maintenance", 1, [WORK, PARTS_300], [QUARTERLY], "active"),
    ("lar", "maintenance", 6, [FOUR_VISITS], [YEARLY], "active"),
    ("rubiales", "maintenance", 3, [FOUR_VISITS], [YEARLY], "active"),
    ("gelato", "maintenance", 2, [TEN_HOURS, PARTS_300], [QUARTERLY], "active"),
    ("fashion", "maintenance", 4, [FOUR_VISITS], [HALF_YEARLY], "active"),
    ("bakery", "maintenance", 10, [TEN_HOURS], [QUARTERLY], "to_renew"),
    ("town", "maintenance", 10, [WORK], [YEARLY], "to_renew"),
    ("coop", "full_service", 10, [ALL], [YEARLY], "to_renew"),
    ("tiles", "maintenance", 26, [FOUR_VISITS], [HALF_YEARLY], "renewed"),
    ("pastry", "maintenance", 14, [WORK], [QUARTERLY], "expired"),
    ("studio", "maintenance", 9, [TEN_HOURS], [YEARLY], "terminated"),
    ("lantern", "maintenance", 0, [WORK], [HALF_YEARLY], "draft"),
    ("quinta", "full_service", 0, [ALL], [HALF_YEARLY], "refused"),
    ("garage", "maintenance", 0, [WORK], [QUARTERLY], "cancelled"),
]
# Contracts that begin years ago and renew themselves, one into the next.
AUTOMATIC = ("renewed",)
# What a contract of a type costs: the fee, its price, and every how many months.
FEES = {
    "full_service": ("demo_product_full_service", 185, "1"),
    "maintenance": ("demo_product_maintenance", 540, "12"),
}
# These pay monthly, and their prices follow the index: from this month on another one.
INDEXED = ("town", "clinic")
# Of the programmes of these customers the orders of the next weeks are made.
GENERATED = ("clinic", "gym")
TERMS = (
    "<p>We come within two working days after a call; in the heating season on the "
    "next one. Keep the way to the machines free, and tell us when they are moved.</p>"
)
MONTHS = (
    "january february march april may june july august september october november "
    "december"
).split()


class FieldworkContractDemo(models.AbstractModel):
    """Agrees on the contracts of the demo data; nothing else calls it.

    Terms are counted from the day of the installation, and what became of a contract
    happens by the methods that people use.
    """

    _name = "fieldwork.contract.demo"
    _description = "Demo Data of Fieldwork Contracts"

    @api.model
    def _agree(self):
        """Make the contracts, and let orders be done under them."""
        mails = self.env["mail.mail"]
        before = mails.search([], order="id desc", limit=1).id
        # Nobody gets mails about contracts of the past.
        quiet = self.with_context(
            mail_activity_quick_update=True, mail_notify_force_send=False
        )
        contracts = quiet.env["fieldwork.contract"].create(
            [quiet._prepare_contract_vals(*told) for told in STORY]
        )
        for contract, told in zip(contracts, STORY, strict=True):
            getattr(quiet, f"_become_{told[-1]}")(contract)
        contracts |= contracts.next_ids | contracts.next_ids.next_ids
        quiet._write_programme(contracts)
        quiet._work_under(contracts)
        quiet._charge(contracts)
        mails.search([("id", ">", before)]).unlink()

    # ------------------------------------------------------------------
    # Terms
    # ------------------------------------------------------------------

    @api.model
    def _prepare_contract_vals(self, customer, kind, months, covers, services, fate):
        partner = self.env.ref(f"fieldwork.demo_customer_{customer}")
        start = fields.Date.today().replace(day=1) - relativedelta(months=months)
        machines = self._machines(partner)
        manager = self.env.ref("fieldwork.demo_user_manager")
        return {
            "partner_id": partner.id,
            "type_id": self.env.ref(f"fieldwork_contract.contract_type_{kind}").id,
            "user_id": manager.id,
            "date_start": start,
            "date_end": start + relativedelta(months=12, days=-1),
            "renewal": "automatic" if fate in AUTOMATIC else "manual",
            "notice_days": 60,
            "ceiling": 250,
            "note": TERMS,
            "coverage_ids": [Command.create({"equipment_id": m.id}) for m in machines],
            "site_ids": [] if machines else [Command.set(self._places(partner).ids)],
            "cover_ids": [Command.create(cover) for cover in covers],
            "programme_line_ids": [
                Command.create(self._prepare_service_vals(*service, machines))
                for service in services
            ],
            **self._prepare_fee_vals(customer, kind, start),
        }

    @api.model
    def _prepare_fee_vals(self, customer, kind, start):
        """Return what the contract costs, and which index its price follows."""
        product, price, months = FEES[kind]
        indexed = customer in INDEXED
        fee = {
            "product_id": self.env.ref(f"fieldwork_contract.{product}").id,
            "price_unit": 60 if indexed and months == "12" else price,
            "months": "1" if indexed else months,
        }
        vals = {"fee_ids": [Command.create(fee)]}
        if indexed:
            vals |= {
                "index_id": self._index().id,
                "index_base_month": start - relativedelta(months=2),
                "index_month": str(fields.Date.today().month),
            }
        return vals

    @api.model
    def _index(self):
        """Return the index of the demo data; its values end two months ago."""
        index = self.env.ref("fieldwork_contract.demo_index")
        if not index.value_ids:
            month = fields.Date.today().replace(day=1) - relativedelta(months=26)
            index.value_ids = [
                Command.create(
                    {
                        "month": month + relativedelta(months=step),
                        "value": round(112.4 * 1.0021**step, 1),
                    }
                )
                for step in range(25)
            ]
        return index

    @api.model
    def _prepare_service_vals(self, name, kind, steps, machines):
        this = fields.Date.today().month - 1
        return {
            "name": name,
            "order_type_id": self.env.ref(f"fieldwork.order_type_{kind}").id,
            "scope": "equipment" if machines else "site",
            "merge_days": 10,
            **dict.fromkeys(
                (f"month_{MONTHS[(this + step) % 12]}" for step in steps), True
            ),
        }

    @api.model
    def _machines(self, partner):
        """Return the machines of a customer that are no components of others."""
        return self.env["fieldwork.equipment"].search(
            [
                ("partner_id", "child_of", partner.ids),
                ("parent_id", "=", False),
                ("state", "!=", "scrapped"),
            ]
        )

    @api.model
    def _places(self, partner):
        return partner.child_ids.filtered(lambda p: p.type == "site") or partner

    # ------------------------------------------------------------------
    # What became of them
    # ------------------------------------------------------------------

    @api.model
    def _become_draft(self, contract):
        return contract

    @api.model
    def _become_active(self, contract):
        contract.action_activate()

    @api.model
    def _become_asked(self, contract):
        contract.action_ask_signature()

    @api.model
    def _become_signed(self, contract):
        contract.action_ask_signature()
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() in ("ok", "upgrade"):
            people = contract.partner_id.child_ids.filtered(lambda p: p.type != "site")
            # Who has an account signs before who only answers the phone.
            person = people.sorted(lambda p: not p.user_ids)[:1]
            name = (person or contract.partner_id).name
            image = self.env["fieldwork.demo"]._scribble(name)
            contract._sign(name, image, contract._terms_hash(), person)
            contract.activity_ids.action_feedback()
        contract.action_activate()

    @api.model
    def _become_changed(self, contract):
        """Signed, and then something else was agreed on."""
        self._become_signed(contract)
        contract.ceiling = 400

    @api.model
    def _become_refused(self, contract):
        contract.action_ask_signature()
        contract._refuse("The price of last year was agreed on.")

    @api.model
    def _become_cancelled(self, contract):
        contract.action_cancel()

    @api.model
    def _become_terminated(self, contract):
        contract.action_activate()
        contract.action_terminate(
            fields.Date.today() - relativedelta(days=20), "The office has moved."
        )

    @api.model
    def _become_to_renew(self, contract):
        contract.action_activate()
        contract._update_state(fields.Date.today())

    @api.model
    def _become_expired(self, contract):
        self._become_to_renew(contract)

    @api.model
    def _become_renewed(self, contract):
        """Renewed by itself as often as a year has passed."""
        today = fields.Date.today()
        contract.action_activate()
        while contract and contract.date_end < today:
            contract._update_state(today)
            contract = contract.next_ids

    # ------------------------------------------------------------------
    # Under contract
    # ------------------------------------------------------------------

    @api.model
    def _write_programme(self, contracts):
        running = contracts.filtered(lambda one: one.state in ("active", "to_renew"))
        running.programme_line_ids._refresh_occurrences()
        partners = self.env["res.partner"]
        for customer in GENERATED:
            partners |= self.env.ref(f"fieldwork.demo_customer_{customer}")
        running.filtered(lambda one: one.partner_id in partners)._generate_programme()

    @api.model
    def _work_under(self, contracts):
        """Let what was done lately, and is not billed, have been done under contract:
        something of the covers is used."""
        orders = self.env["fieldwork.order"].search(
            [
                ("partner_id", "child_of", contracts.partner_id.ids),
                ("state", "=", "done"),
                ("contract_id", "=", False),
            ]
        )
        orders = orders.filtered(
            lambda order: not order.charge_ids.filtered("move_line_id")
        )
        for order, contract in self.env["fieldwork.contract"]._find_for(orders).items():
            order.contract_id = contract
        orders._update_charges()

    @api.model
    def _charge(self, contracts):
        """Let prices follow the index, and bring what is due into the ledger: what is
        of this year's past is billed, if the firm keeps books."""
        this = fields.Date.today().replace(day=1)
        running = contracts.filtered(lambda one: one.state in ("active", "to_renew"))
        wizard = self.env["fieldwork.contract.index.wizard"].create(
            {
                "date": this,
                "contract_ids": [Command.set(running.filtered("index_id").ids)],
                "send_letters": False,
            }
        )
        wizard.action_preview()
        wizard.action_confirm()
        running._update_fee_charges()
        company = self.env.company
        if self.env["account.journal"].search_count(
            [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
        ):
            charges = self.env["fieldwork.charge"].search(
                [("contract_id", "in", running.ids), ("fee_id", "!=", False)]
            )
            past = charges.filtered(lambda one: one.date_from.date() < this)
            past._create_invoices("contract").action_post()
