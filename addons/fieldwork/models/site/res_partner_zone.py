import pytz

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

# What the automatic zone of a site depends on, and the zone itself
ZONE_FIELDS = {"type", "country_id", "company_id", "tz", "site_tz_pinned"}


class ResPartner(models.Model):
    """The zone in which work at a place is planned.

    Core gives every new partner the zone of whoever creates it, which says nothing
    about the place. A site gets its own; a customer that is visited itself keeps
    core's zone for its mails, and is planned in the zone shown as ``site_tz``.
    """

    # One file for each side of a place
    _inherit = "res.partner"

    site_tz = fields.Selection(
        _tz_get,
        string="Time Zone of the Place",
        compute="_compute_site_tz",
        inverse="_inverse_site_tz",
        groups="base.group_user",
        help="Work here is planned in this zone. It is the only zone of the country, "
        "else that of the company, unless another one is chosen.",
    )
    site_tz_pinned = fields.Boolean(
        string="Zone Set by Hand",
        groups="base.group_user",
        help="The zone was chosen by hand and stays when the country changes.",
    )

    @api.depends("type", "tz", "site_tz_pinned", "country_id", "company_id")
    @api.depends_context("company")
    def _compute_site_tz(self):
        for partner in self:
            # In a form that is being filled in, the zone of the creator is still there
            if partner.id or partner.site_tz_pinned:
                partner.site_tz = partner._fieldwork_tz()
            else:
                partner.site_tz = partner._fieldwork_automatic_tz()

    def _inverse_site_tz(self):
        for partner in self:
            automatic = partner._fieldwork_automatic_tz()
            zone = partner.site_tz or automatic
            if zone != automatic:
                partner.write({"tz": zone, "site_tz_pinned": True})
            elif partner.site_tz_pinned:
                partner.write({"site_tz_pinned": False})

    @api.model
    def _fieldwork_complete_site_vals(self, vals_list):
        res = super()._fieldwork_complete_site_vals(vals_list)
        defaults = self.default_get(["country_id", "company_id"])
        for vals in vals_list:
            known = {**defaults, **vals}
            automatic = self._fieldwork_zone(
                self.env["res.country"].browse(known.get("country_id")),
                self.env["res.company"].browse(known.get("company_id")),
            )
            if vals.get("tz"):
                vals.setdefault("site_tz_pinned", vals["tz"] != automatic)
            else:
                vals["tz"] = automatic
        return res

    def write(self, vals):
        res = super().write(vals)
        if ZONE_FIELDS & vals.keys():
            by_hand = "tz" in vals and "site_tz_pinned" not in vals
            self.filtered(lambda p: p.type == "site")._fieldwork_settle_zone(by_hand)
        return res

    def _fieldwork_settle_zone(self, by_hand):
        """Bring the zone of sites in line with what they depend on.

        :param bool by_hand: whether somebody has just chosen the zones they have
        """
        # sudo: the mark belongs to the zone, which the user has just been let write
        for zone, sites in (
            self.sudo().grouped(lambda site: site._fieldwork_automatic_tz()).items()
        ):
            pinned = sites.filtered(
                lambda site, zone=zone: (
                    site.tz and site.tz != zone if by_hand else site.site_tz_pinned
                )
            )
            new = pinned.filtered(lambda site: not site.site_tz_pinned)
            if new:
                new.write({"site_tz_pinned": True})
            astray = (sites - pinned).filtered(
                lambda site, zone=zone: site.tz != zone or site.site_tz_pinned
            )
            if astray:
                astray.write({"tz": zone, "site_tz_pinned": False})

    def _fieldwork_tz(self, company=None):
        """Return the name of the zone in which work at this place is planned.

        Without a place, that of the company.

        :param company: whose work it is, for a place that all companies share; the
            current company when not given, so that the answer depends on who asks
        :rtype: str
        """
        # sudo: the zone is needed by whoever may see the place, portal users too
        place = self.sudo()
        if place.tz and (place.type == "site" or place.site_tz_pinned):
            return place.tz
        return place._fieldwork_automatic_tz(company)

    def _fieldwork_automatic_tz(self, company=None):
        """Return the zone of this place when nobody has chosen one."""
        return self._fieldwork_zone(self.country_id, self.company_id or company)

    @api.model
    def _fieldwork_zone(self, country, company):
        """Return the country's only zone, else that of the company.

        :param country: ``res.country``, may be empty
        :param company: ``res.company``, empty for the current one
        """
        zones = pytz.country_timezones.get(country.code or "", ())
        if len(zones) == 1:
            return zones[0]
        # sudo: the address and schedule of one's company may be out of reach
        company = (company or self.env.company).sudo()
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
