from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import ResPartner as BasePartner

from ...tools.actions import titled


class ResPartner(models.Model):
    """What a site is: an address of its own type directly below the customer."""

    _inherit = "res.partner"

    _complete_name_displayed_types = (
        *BasePartner._complete_name_displayed_types,
        "site",
    )

    type = fields.Selection(
        selection_add=[("site", "Site"), ("other",)],
        ondelete={"site": "set other"},
    )
    site_ids = fields.One2many(
        "res.partner",
        "parent_id",
        string="Sites",
        domain=[("type", "=", "site"), ("active", "=", True)],
        context={"default_type": "site", "active_test": False},
        help="Places of this customer where work is done.",
    )
    site_count = fields.Integer(
        string="Number of Sites",
        compute="_compute_site_count",
        groups="base.group_user",
    )
    site_contact_ids = fields.Many2many(
        "res.partner",
        "fieldwork_site_contact_rel",
        "site_id",
        "contact_id",
        string="Contacts on Site",
        domain="[('commercial_partner_id', '=', commercial_partner_id),"
        " ('id', '!=', commercial_partner_id), ('is_company', '=', False),"
        " ('type', '!=', 'site')]",
        groups="base.group_user",
        help="People of the customer to ask for at this place. They stay contacts of "
        "the customer, so that none of them receives its invoices.",
    )
    # Neither is copied: a duplicate is another place, and who keeps contacts without
    # the group could duplicate no contact at all.
    site_access_notes = fields.Text(
        string="Access Notes",
        copy=False,
        groups="fieldwork.group_fieldwork_technician",
        help="How to get in: where to park, which gate, whom to report to. "
        "Shown to technicians and dispatchers only.",
    )
    site_door_code = fields.Char(
        string="Door Code",
        copy=False,
        groups="fieldwork.group_fieldwork_technician",
        help="Code of the door, gate or key safe. Shown to technicians and "
        "dispatchers only.",
    )
    fieldwork_own_company_ids = fields.One2many(
        "res.company",
        "partner_id",
        string="Companies of Ours",
        groups="base.group_user",
        help="The companies of this database whose address this is.",
    )
    fieldwork_equipment_count = fields.Integer(
        string="Number of Equipment",
        compute="_compute_fieldwork_equipment_count",
        groups="fieldwork.group_fieldwork_technician",
    )

    # The list of sites reads a small part of all partners, in their usual order.
    _fieldwork_site_name_idx = models.Index(
        "(complete_name, id DESC) WHERE type = 'site'"
    )

    def _compute_site_count(self):
        counts = dict(
            self._read_group(
                [("parent_id", "in", self.ids), ("type", "=", "site")],
                ["parent_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.site_count = counts.get(partner._origin, 0)

    def _compute_fieldwork_equipment_count(self):
        equipment = self.env["fieldwork.equipment"]
        sites = self.filtered(lambda partner: partner.type == "site")
        counts = {}
        for field_name, partners in (
            ("site_id", sites),
            ("partner_id", self - sites),
        ):
            counts |= dict(
                equipment._read_group(
                    [(field_name, "in", partners.ids)], [field_name], ["__count"]
                )
                if partners.ids
                else ()
            )
        for partner in self:
            partner.fieldwork_equipment_count = counts.get(partner._origin, 0)

    @api.depends("type")
    def _compute_type_address_label(self):
        res = super()._compute_type_address_label()
        for partner in self:
            if partner.type == "site":
                partner.type_address_label = self.env._("Site Address")
        return res

    def _avatar_get_placeholder_path(self):
        if self.type == "site" and not self.is_company:
            return "fieldwork/static/img/site.png"
        return super()._avatar_get_placeholder_path()

    # -- rules of the tree ---------------------------------------------------

    @api.constrains("type", "name", "parent_id", "is_company")
    def _check_fieldwork_site(self):
        for site in self.filtered(lambda partner: partner.type == "site"):
            if message := site._fieldwork_site_fault():
                raise ValidationError(message)
        below_site = self.filtered(lambda p: p.parent_id.type == "site")
        if below_site:
            raise ValidationError(
                self.env._(
                    "%(name)s cannot stand below the site %(site)s. Put it below the "
                    "customer %(customer)s and add it to the contacts on site.",
                    name=below_site[0].name or below_site[0].display_name,
                    site=below_site[0].parent_id.name,
                    customer=below_site[0].parent_id.parent_id.name,
                )
            )

    def _fieldwork_site_fault(self):
        """Say what is wrong with a site and how to mend it, or return False."""
        self.ensure_one()
        customer = self.parent_id
        if not (self.name or "").strip():
            return self.env._(
                "The site of %(customer)s at %(address)s has no name. Give it one, "
                "such as “Warehouse”, so that it can be told from the others.",
                customer=customer.display_name or self.env._("no customer"),
                address=self._fieldwork_address_line() or self.env._("no address"),
            )
        if not customer:
            return self.env._(
                "The site %(site)s has no customer. Choose the customer to which it "
                "belongs.",
                site=self.name,
            )
        if customer.type == "site" or customer.commercial_partner_id != customer:
            return self.env._(
                "The site %(site)s cannot stand below %(parent)s, which is no customer "
                "but a part of one. Put it below %(customer)s.",
                site=self.name,
                parent=customer.display_name,
                customer=customer.commercial_partner_id.display_name,
            )
        return False

    @api.constrains("type", "parent_id", "is_company")
    def _check_fieldwork_children(self):
        """A site has nobody below it, and who has sites is a customer."""
        child = self._fieldwork_misplaced_child()
        if not child:
            return
        if child.parent_id.type == "site":
            raise ValidationError(
                self.env._(
                    "%(name)s cannot be a site, because %(child)s stands below it. "
                    "Move %(child)s to another customer first.",
                    name=child.parent_id.name,
                    child=child.name or child.display_name,
                )
            )
        raise ValidationError(
            self.env._(
                "%(name)s has sites of its own, such as %(site)s, and so cannot be a "
                "mere contact of %(customer)s. Move its sites to that customer first, "
                "or mark it as a company.",
                name=child.parent_id.name,
                site=child.name,
                customer=child.parent_id.parent_id.display_name,
            )
        )

    def _fieldwork_misplaced_child(self):
        """Return one that stands below a site, or a site below a mere contact."""
        sites = self.filtered(lambda partner: partner.type == "site")
        contacts = self.filtered(
            lambda partner: partner.commercial_partner_id != partner
        )
        # sudo: children that the user may not see would break the tree as well
        partners = self.sudo().with_context(active_test=False)
        if not contacts.ids:
            return partners.browse()
        return partners.search(
            Domain("parent_id", "in", sites.ids)
            | Domain("parent_id", "in", contacts.ids) & Domain("type", "=", "site"),
            limit=1,
        )

    @api.constrains("site_contact_ids")
    def _check_site_contact_ids(self):
        for site in self:
            customer = site.commercial_partner_id
            # sudo: the group of the field must not decide whether it is checked
            strangers = site.sudo().site_contact_ids.filtered(
                lambda contact, customer=customer: (
                    contact.commercial_partner_id != customer or contact.type == "site"
                )
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(contact)s cannot be a contact on the site %(site)s, being "
                        "no contact of %(customer)s. Add this person to the customer's "
                        "contacts first.",
                        contact=strangers[0].display_name,
                        site=site.display_name,
                        customer=customer.display_name,
                    )
                )

    # -- CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        if site_vals := self._fieldwork_filter_site_vals(vals_list):
            self._fieldwork_complete_site_vals(site_vals)
        return super().create(vals_list)

    @api.model
    def _fieldwork_filter_site_vals(self, vals_list):
        """Return those of the dictionaries that make a site, defaults counted in."""
        default = None
        if any("type" not in vals for vals in vals_list):
            default = self.default_get(["type"]).get("type")
        return [vals for vals in vals_list if vals.get("type", default) == "site"]

    @api.model
    def _fieldwork_complete_site_vals(self, vals_list):
        """Fill in what a new site does not take from its creator.

        Hook: extend it to set more; ``vals_list`` is changed in place.

        :param list[dict] vals_list: values of sites only
        """
        for vals in vals_list:
            # A default for companies leaks from the customer's action; a site that is
            # a company would be its own commercial entity and lose the customer's.
            vals.pop("company_type", None)
            vals["is_company"] = False
            if vals.get("parent_id") and "company_id" not in vals:
                customer = self.browse(vals["parent_id"])
                vals["company_id"] = customer.company_id.id

    def write(self, vals):
        res = super().write(dict(vals))
        if "is_company" in vals or "company_type" in vals or "type" in vals:
            wrong = self.filtered(lambda p: p.type == "site" and p.is_company)
            if wrong:
                super(ResPartner, wrong).write({"is_company": False})
        if "parent_id" in vals:
            self._fieldwork_drop_foreign_contacts()
        if vals.get("active") is False:
            self._fieldwork_archive_sites()
        return res

    def _fieldwork_drop_foreign_contacts(self):
        """A site that goes to another customer leaves the old one's people behind."""
        for site in self.sudo().filtered("site_contact_ids"):
            site.site_contact_ids = site.site_contact_ids.filtered(
                lambda contact, customer=site.commercial_partner_id: (
                    contact.commercial_partner_id == customer
                )
            )

    def _fieldwork_archive_sites(self):
        """Nobody drives to a customer that is archived.

        Bringing the customer back leaves its sites as they are: which of them had
        been given up before is not known.
        """
        sites = self.search([("parent_id", "in", self.ids), ("type", "=", "site")])
        if sites:
            sites.write({"active": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_has_sites(self):
        # sudo: a site the user may not see would be left without its customer too
        site = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("parent_id", "in", self.ids),
                    ("type", "=", "site"),
                    ("id", "not in", self.ids),
                ],
                limit=1,
            )
        )
        if site:
            raise UserError(
                self.env._(
                    "%(customer)s cannot be deleted, because it has sites, such as "
                    "%(site)s. Archive the customer, or delete its sites first.",
                    customer=site.parent_id.display_name,
                    site=site.name,
                )
            )

    @api.model
    def _convert_records(self, records, *, log=lambda a: None, savepoint):
        """Name the faulty sites of an import before anything is created.

        A fault found while creating rolls the import back halfway, and every later
        row whose customer came with the same file is then reported as well.
        """
        converted = super()._convert_records(records, log=log, savepoint=savepoint)
        for dbid, xid, vals, info in converted:
            if vals.get("type") == "site" and (
                message := self._fieldwork_import_fault(vals)
            ):
                log(dict(info, type="error", message=message))
                continue
            yield dbid, xid, vals, info

    @api.model
    def _fieldwork_import_fault(self, vals):
        if "name" in vals and not (vals["name"] or "").strip():
            return self.env._("A site needs a name: fill in the name of this row.")
        if "parent_id" in vals and not vals["parent_id"]:
            return self.env._(
                "The site %(site)s has no customer: fill in the related company of "
                "this row.",
                site=vals.get("name") or "",
            )
        return False

    def _convert_fields_to_values(self, field_names):
        # sudo: an import hands the customer's commercial fields down to its sites and
        # contacts. Core reads them as the user there, as superuser everywhere else;
        # with accounting installed some are closed to who has no right on invoices.
        return super(ResPartner, self.sudo())._convert_fields_to_values(field_names)

    @api.model
    def get_import_templates(self):
        return super().get_import_templates() + [
            {
                "label": self.env._("Import Template for Customers with Sites"),
                "template": "/fieldwork/static/import/customers_with_sites.csv",
            }
        ]

    def _handle_first_contact_creation(self):
        # An imported customer without an address would take that of its first site.
        if self.type == "site":
            return None
        return super()._handle_first_contact_creation()

    # -- actions -------------------------------------------------------------

    def action_fieldwork_open_sites(self):
        """Open the sites of one customer, where new ones are made below it."""
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.res_partner_site_action"
        )
        return titled(
            action,
            self.env._("Sites of %(customer)s", customer=customer.display_name),
            domain=[("parent_id", "=", customer.id), ("type", "=", "site")],
            context=customer._fieldwork_new_site_context(),
        )

    def action_fieldwork_add_site(self):
        """Open a small form for a new site of this customer."""
        self.ensure_one()
        customer = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Site of %(customer)s", customer=customer.name),
            "res_model": "res.partner",
            "view_mode": "form",
            "views": [
                (self.env.ref("fieldwork.res_partner_site_view_form_quick").id, "form")
            ],
            "target": "new",
            "context": customer._fieldwork_new_site_context(),
        }

    def _fieldwork_new_site_context(self):
        """Return the defaults of a new site below this customer."""
        self.ensure_one()
        return {
            "default_type": "site",
            "default_parent_id": self.id,
            "default_company_id": self.company_id.id,
            "default_country_id": self.country_id.id,
            "default_state_id": self.state_id.id,
            "default_lang": self.lang,
        }

    def action_fieldwork_open_equipment(self):
        """Open what stands at this site, or all that this customer has."""
        self.ensure_one()
        is_site = self.type == "site"
        customer = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Equipment of %(name)s", name=self.display_name),
            "res_model": "fieldwork.equipment",
            "view_mode": "list,form",
            "domain": [("site_id" if is_site else "partner_id", "=", self.id)],
            "context": {
                "default_partner_id": customer.id,
                "default_site_id": self.id if is_site else False,
            },
        }

    def action_fieldwork_open_documents(self):
        """Open the files attached to this customer or site."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents of %(name)s", name=self.display_name),
            "res_model": "ir.attachment",
            "view_mode": "kanban,list,form",
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    # -- for orders and equipment ----------------------------------------------

    def _fieldwork_default_site(self):
        """Where work is done for each partner when nobody says otherwise.

        A site is its own answer; else the customer's only site; else the customer.

        :return: ``{partner.id: partner record}``
        """
        customers = self.commercial_partner_id
        only_sites = {
            customer.id: site_id
            for customer, count, site_id in self._read_group(
                [("parent_id", "in", customers.ids), ("type", "=", "site")],
                ["parent_id"],
                ["__count", "id:min"],
            )
            if count == 1
        }
        result = {}
        for partner in self:
            customer = partner.commercial_partner_id
            site_id = only_sites.get(customer.id, customer.id)
            result[partner.id] = (
                partner if partner.type == "site" else self.browse(site_id)
            )
        return result
