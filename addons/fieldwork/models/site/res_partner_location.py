from urllib.parse import quote_plus

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import groupby

COORDINATES = ("partner_latitude", "partner_longitude")
# The fields at whose write base_geolocalize forgets the coordinates
ADDRESS = ("street", "zip", "city", "state_id", "country_id")
# The public search answers about one question a second: more of them would outlive
# the request of the user who waits.
LOCATE_LIMIT = 50
MAP = "https://www.openstreetmap.org"


class ResPartner(models.Model):
    """Where a place is: coordinates on demand or by hand, and a link to the map."""

    # One file for each side of a place
    _inherit = "res.partner"

    site_geo_pinned = fields.Boolean(
        string="Pinned by Hand",
        groups="base.group_user",
        help="The coordinates were set by hand. They stay when the address changes, "
        "and are never searched for.",
    )
    site_located = fields.Boolean(
        string="Located",
        compute="_compute_site_located",
        search="_search_site_located",
        groups="base.group_user",
        help="The coordinates are known.",
    )
    site_map_url = fields.Char(
        string="Map",
        compute="_compute_site_map_url",
        groups="base.group_user",
        help="Shows the place on OpenStreetMap.",
    )

    @api.depends(*COORDINATES)
    def _compute_site_located(self):
        for partner in self:
            partner.site_located = bool(
                partner.partner_latitude or partner.partner_longitude
            )

    def _search_site_located(self, operator, value):
        if operator != "in":
            return NotImplemented
        return ["|", ("partner_latitude", "!=", 0), ("partner_longitude", "!=", 0)]

    @api.depends("street", "zip", "city", "state_id", "country_id", *COORDINATES)
    def _compute_site_map_url(self):
        for partner in self:
            partner.site_map_url = partner._fieldwork_map_url()

    def _fieldwork_map_url(self):
        """Return a link to this place on a map, or False when nothing is known.

        Hook: another map is a matter of another address.
        """
        self.ensure_one()
        if self.site_located:
            lat = f"{self.partner_latitude:.6f}"
            lon = f"{self.partner_longitude:.6f}"
            return f"{MAP}/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}"
        if not (self.street or self.city or self.zip):
            return False
        return f"{MAP}/search?query={quote_plus(self._fieldwork_address_line())}"

    def _fieldwork_address_line(self):
        """Return the address of this place on one line, without the customer."""
        self.ensure_one()
        lines = self._display_address(without_company=True).splitlines()
        return ", ".join(line.strip() for line in lines if line.strip())

    @api.constrains(*COORDINATES)
    def _check_coordinates(self):
        for partner in self:
            if (
                abs(partner.partner_latitude) > 90
                or abs(partner.partner_longitude) > 180
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s: the latitude goes from -90 to 90 and the longitude "
                        "from -180 to 180; %(latitude)s, %(longitude)s is no place on "
                        "earth.",
                        name=partner.display_name,
                        latitude=partner.partner_latitude,
                        longitude=partner.partner_longitude,
                    )
                )

    def write(self, vals):
        kept = self._fieldwork_keep_coordinates(vals)
        res = super(ResPartner, self - kept).write(dict(vals)) if self != kept else True
        place = _place_of(vals)
        for coordinates, group in groupby(kept, place):
            partners = self.browse().union(*group)
            res = super(ResPartner, partners).write(
                {**vals, **dict(zip(COORDINATES, coordinates, strict=True))}
            )
        return res

    def _fieldwork_keep_coordinates(self, vals):
        """Return the partners that core would forget the coordinates of for nothing.

        base_geolocalize sets them to zero whenever an address is written, were it the
        one that is there already (as a form, an import or an update of the same file
        does) or the coordinates set by hand.
        """
        if not vals.keys() & set(ADDRESS) or vals.keys() >= set(COORDINATES):
            return self.browse()
        # sudo: what is pinned is kept whoever writes the address
        return (
            self.sudo()
            .filtered(
                lambda partner: partner.site_located
                and (
                    vals.get("site_geo_pinned", partner.site_geo_pinned)
                    or partner._fieldwork_has_address(vals)
                )
            )
            .sudo(self.env.su)
        )

    def _fieldwork_has_address(self, vals):
        """Whether the address in ``vals`` is the one that is there."""
        for name in ADDRESS:
            if name in vals:
                current = self[name].id if name.endswith("_id") else self[name]
                if (current or False) != (vals[name] or False):
                    return False
        return True

    # -- search for coordinates --------------------------------------------------

    def geo_localize(self):
        """Never search for coordinates that were set by hand."""
        free = self.filtered(lambda p: not (p.site_geo_pinned and p.site_located))
        return super(ResPartner, free).geo_localize()

    def action_fieldwork_locate(self):
        """Find the coordinates of these places from their addresses.

        One place is searched for again; of several, those not located yet, a limited
        number at a time.
        """
        self.check_access("write")
        pinned = self.filtered(lambda p: p.site_geo_pinned and p.site_located)
        places = self - pinned
        if len(self) == 1 and pinned:
            raise UserError(
                self.env._(
                    "The coordinates of %(site)s are pinned by hand. Take the pin off "
                    "first to search for them.",
                    site=self.display_name,
                )
            )
        if len(self) > 1:
            places = places.filtered(lambda p: not p.site_located)
        found, missing, fault = places[:LOCATE_LIMIT]._fieldwork_locate()
        faults = [*missing._fieldwork_not_found(), *fault]
        if faults and not found:
            raise UserError("\n".join(faults))
        if len(self) == 1:
            return True
        left = len(places) - len(found) - len(missing)
        return found._fieldwork_locate_report(faults, left)

    def _fieldwork_locate(self):
        """Search for each place and store what is found.

        :return: the places found, those not found, and a list with the sentence of
            the map service that refused to go on, empty if it did not
        :rtype: tuple
        """
        found = missing = self.browse()
        today = fields.Date.context_today(self)
        for place in self:
            # The map service wants the names of countries in English, as core has it
            english = place.with_context(lang="en_US")
            try:
                coordinates = self._geo_localize(
                    place.street,
                    place.zip,
                    place.city,
                    english.state_id.name,
                    english.country_id.name,
                )
            except UserError as error:
                # No answer for one is no answer for the rest: keep what was found
                return found, missing, [f"{place.display_name}: {error}"]
            if not coordinates:
                missing += place
                continue
            found += place
            place.write(
                {
                    **dict(zip(COORDINATES, coordinates, strict=True)),
                    "date_localization": today,
                }
            )
        return found, missing, []

    def _fieldwork_not_found(self):
        """Return a list with one sentence on these places, empty if there are none."""
        if not self:
            return []
        return [
            self.env._(
                "No coordinates found for %(sites)s. Check street, city and country, "
                "or type the coordinates and pin them.",
                sites=", ".join(self.mapped("display_name")),
            )
        ]

    def _fieldwork_locate_report(self, faults, left):
        """Return a notification on a search for several places, these being found."""
        sentences = [self.env._("%(count)s located.", count=len(self)), *faults]
        if left:
            sentences.append(
                self.env._(
                    "%(count)s are left: search again to go on with them.", count=left
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if faults or left else "success",
                "sticky": bool(faults),
                "message": " ".join(sentences),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


def _place_of(vals):
    """Return a key that gives the coordinates of a partner once ``vals`` are in."""
    return lambda partner: tuple(
        vals.get(name, partner[name]) or 0.0 for name in COORDINATES
    )
