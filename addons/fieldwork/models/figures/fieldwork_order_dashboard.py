from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import format_date

from ...const import OPEN_STATES
from ...tools.days import local_day_start
from ..order.fieldwork_order_age import AGE_COLOURS
from .fieldwork_order_figures import DONE_DAYS

# What a chart of bars can hold and still be read on a phone.
BARS = 12


class FieldworkOrder(models.Model):
    """What the dashboard shows: figures with the domains that open their orders."""

    _inherit = "fieldwork.order"

    @api.model
    @api.readonly
    def get_dashboard(self):
        """Return the charts of the dashboard, for dispatchers and managers.

        Days and weeks are those of the current company. Each figure comes with the
        domain of the orders it counts. Until an order is done, the charts that need
        one show made-up figures, and say so.

        :return: ``{"days": n, "done": {"sample", "types": rows, "brands": rows},
            "open": {"sample", "rows"}, "weeks": {"sample", "rows"}}``
        """
        if not self.env.user.has_group("fieldwork.group_fieldwork_dispatcher"):
            raise AccessError(
                self.env._("The dashboard is for dispatchers and managers.")
            )
        self._flush_age()
        zones = self._figures_zones()
        zone = zones[self.env.company.id]
        colours = self._figures_open(zones)
        done = self._dashboard_done(zone)
        sample = not done["types"]["rows"] and not self._dashboard_any_done()
        if sample:
            done, weeks = self._dashboard_sample_done(), self._dashboard_sample_weeks()
        else:
            weeks = self._dashboard_weeks(zone, sum(colours.values()))
        return {
            "days": DONE_DAYS,
            "done": {"sample": sample, **done},
            "open": self._dashboard_open(colours, sample),
            "weeks": {"sample": sample, "rows": weeks},
        }

    @api.model
    def _dashboard_any_done(self):
        # The newest, as an index has it at hand; the first of the table is anywhere.
        return bool(
            self._search([("state", "=", "done")], order="done_at desc", limit=1)
        )

    @api.model
    def _dashboard_done(self, zone):
        since = local_day_start(zone, -DONE_DAYS)
        types, brands, keys = self._figures_done(since)
        domain = [
            ["state", "=", "done"],
            ["done_at", ">=", fields.Datetime.to_string(since)],
        ]
        # sudo: the name of the type of an order one sees, of whatever company
        type_names = self._dashboard_names("fieldwork.order.type", types)
        brand_names = self._dashboard_names("fieldwork.equipment.brand", brands)
        brand_names[False] = self.env._("No brand")
        return {
            "types": self._dashboard_bars(
                types,
                type_names,
                lambda type_id: [*domain, ["type_id", "=", type_id]],
            ),
            "brands": self._dashboard_bars(
                brands,
                brand_names,
                lambda brand: [*domain, ["brand_key", "in", keys[brand]]],
            ),
        }

    @api.model
    def _dashboard_names(self, model, ids):
        records = self.env[model].sudo().browse(filter(None, ids))
        return {record.id: record.display_name for record in records}

    @api.model
    def _dashboard_bars(self, counts, names, domain_of):
        """Return rows from most to least; the brandless ones close the list."""
        ranked = sorted(
            counts, key=lambda key: (not key, -counts[key], names.get(key) or "")
        )
        return {
            "rows": [
                {
                    "label": names[key],
                    "count": counts[key],
                    "domain": domain_of(key),
                }
                for key in ranked[:BARS]
            ],
            "more": max(len(ranked) - BARS, 0),
        }

    @api.model
    def _dashboard_open(self, counts, no_done):
        sample = no_done and not any(counts.values())
        if sample:
            made_up = (2, 5, 3, 9, 21)
            counts = dict(zip(counts, made_up, strict=True))
        labels = dict(self._fields["age_colour"]._description_selection(self.env))
        return {
            "sample": sample,
            "rows": [
                {"colour": colour, "label": labels[colour], "count": counts[colour]}
                for colour, _label in AGE_COLOURS
            ],
        }

    @api.model
    def _dashboard_weeks(self, zone, still_open):
        return [
            {
                "label": format_date(self.env, week["day"], date_format="d MMM"),
                **{name: week[name] for name in ("registered", "done", "backlog")},
                "domains": self._dashboard_week_domains(week),
            }
            for week in self._figures_weeks(zone, still_open)
        ]

    @api.model
    def _dashboard_week_domains(self, week):
        """Return the domains, for the client, of the orders that a week counts."""
        start = fields.Datetime.to_string(week["start"])
        stop = fields.Datetime.to_string(week["stop"])
        return {
            "registered": [
                ["state", "!=", "cancelled"],
                ["registered_on", ">=", start],
                ["registered_on", "<", stop],
            ],
            "done": [
                ["state", "=", "done"],
                ["done_at", ">=", start],
                ["done_at", "<", stop],
            ],
            "backlog": [
                ["registered_on", "<", stop],
                "|",
                ["state", "in", list(OPEN_STATES)],
                "&",
                ["state", "=", "done"],
                ["done_at", ">=", stop],
            ],
        }

    # ------------------------------------------------------------------
    # Before there is anything to show
    # ------------------------------------------------------------------

    @api.model
    def _dashboard_sample_done(self):
        types = (
            (self.env._("Repair"), 42),
            (self.env._("Maintenance"), 31),
            (self.env._("Installation"), 12),
        )
        brands = tuple(
            (self.env._("Brand %(letter)s", letter=letter), number)
            for letter, number in (("A", 38), ("B", 27), ("C", 20))
        )
        return {
            name: {
                "rows": [{"label": label, "count": number} for label, number in rows],
                "more": 0,
            }
            for name, rows in (("types", types), ("brands", brands))
        }

    @api.model
    def _dashboard_sample_weeks(self):
        backlog, rows = 30, []
        for number, (came, went) in enumerate(SAMPLE_WEEKS, start=1):
            backlog += came - went
            label = self.env._("Week %(number)s", number=number)
            rows.append(
                {"label": label, "registered": came, "done": went, "backlog": backlog}
            )
        return rows


SAMPLE_WEEKS = (
    (17, 12),
    (21, 16),
    (16, 20),
    (20, 21),
    (18, 15),
    (22, 19),
    (20, 23),
    (25, 21),
    (19, 24),
    (23, 22),
    (21, 25),
    (24, 20),
)
