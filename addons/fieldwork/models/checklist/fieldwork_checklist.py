from odoo import api, fields, models
from odoo.exceptions import UserError

# Where a list is used may change at any time; what it asks, only in a draft.
FREE_FIELDS = frozenset(
    {
        "active",
        "sequence",
        "for_all_types",
        "order_type_ids",
        "category_ids",
        "company_id",
    }
)


class FieldworkChecklist(models.Model):
    """One version of what is asked on a visit.

    A published version stays as it is, so that an answer always stands beside the
    question that was asked; changing it makes the next version.
    """

    _name = "fieldwork.checklist"
    _description = "Checklist"
    _inherit = ["fieldwork.guard.mixin"]
    _order = "sequence, name, version desc, id"

    _guarded_fields = {
        "state": "draft",
        "version": 1,
        "root_id": False,
        "published_at": False,
    }

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        translate=True, help="Shown above the questions: what to mind, what to bring."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("superseded", "Replaced"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        help="Draft: being written. Published: asked on visits planned from now on. "
        "Replaced: a later version is asked; answers given stay with this one.",
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    root_id = fields.Many2one(
        "fieldwork.checklist",
        string="First Version",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    published_at = fields.Datetime(string="Published on", readonly=True, copy=False)
    when = fields.Selection(
        [
            ("before_start", "Before the start (safety)"),
            ("during", "During the work"),
            ("before_done", "Before the end"),
        ],
        default="during",
        required=True,
        help="Before the start: nobody begins to work until it is complete. The "
        "others must be complete when the visit is solved.",
    )
    scope = fields.Selection(
        [("visit", "Once per visit"), ("equipment", "Once per machine")],
        string="Answered",
        default="visit",
        required=True,
    )
    for_all_types = fields.Boolean(
        string="For All Order Types", help="Asked on the visits of every order."
    )
    order_type_ids = fields.Many2many(
        "fieldwork.order.type",
        "fieldwork_checklist_order_type_rel",
        "checklist_id",
        "type_id",
        string="Order Types",
        help="Asked on visits of orders of these types. Empty, and without categories: "
        "on none.",
    )
    category_ids = fields.Many2many(
        "fieldwork.equipment.category",
        "fieldwork_checklist_category_rel",
        "checklist_id",
        "category_id",
        string="Equipment Categories",
        help="Asked where the order is about a machine of one of these categories or "
        "their subcategories.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the list serves every company."
    )
    question_ids = fields.One2many(
        "fieldwork.checklist.question", "checklist_id", string="Questions", copy=True
    )
    question_count = fields.Integer(compute="_compute_question_count")
    version_count = fields.Integer(compute="_compute_version_count")
    is_frozen = fields.Boolean(compute="_compute_is_frozen")

    _version_uniq = models.UniqueIndex(
        "(root_id, version)", "This version of the checklist is there already."
    )
    _draft_uniq = models.UniqueIndex(
        "(root_id) WHERE state = 'draft'",
        "A new version of this checklist is being written already: go on with it.",
    )
    _published_uniq = models.UniqueIndex(
        "(root_id) WHERE state = 'published'",
        "Another version of this checklist has just been published.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for checklist in self:
            name = checklist.name or ""
            if checklist.version > 1:
                name = self.env._(
                    "%(name)s (version %(number)s)", name=name, number=checklist.version
                )
            checklist.display_name = name

    def _compute_question_count(self):
        counts = dict(
            self.env["fieldwork.checklist.question"]._read_group(
                [("checklist_id", "in", self.ids), ("display_type", "=", False)],
                ["checklist_id"],
                ["__count"],
            )
        )
        for checklist in self:
            checklist.question_count = counts.get(checklist, 0)

    def _compute_version_count(self):
        every = self.with_context(active_test=False)
        counts = dict(
            every._read_group(
                [("root_id", "in", self.root_id.ids)], ["root_id"], ["__count"]
            )
        )
        for checklist in self:
            checklist.version_count = counts.get(checklist.root_id, 0)

    @api.depends("state")
    def _compute_is_frozen(self):
        for checklist in self:
            checklist.is_frozen = checklist.state != "draft"

    @api.model_create_multi
    def create(self, vals_list):
        checklists = super().create(vals_list)
        for checklist in checklists.filtered(lambda one: not one.root_id):
            checklist._guarded_write({"root_id": checklist.id})
        return checklists

    def write(self, vals):
        content = {name: vals[name] for name in vals if name not in FREE_FIELDS}
        if not self._guard_open() and self._rewords(self, content):
            self._check_draft()
        return super().write(vals)

    def copy(self, default=None):
        """Copy lists with their questions, and the conditions between these."""
        copies = super().copy(default=default)
        for old, new in zip(self, copies, strict=True):
            old.question_ids._copy_conditions_to(new.question_ids)
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" not in (default or {}):
            for checklist, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=checklist.name)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        for checklist in self:
            checklist._check_translations(checklist, field_name, translations)
        return super()._update_field_translations(
            field_name, translations, digest, source_lang
        )

    def _check_translations(self, record, field_name, translations):
        """A published text may be put into one more language, not be changed.

        :param record: this list, or a part of it
        """
        there = record._fields[field_name]._get_stored_translations(record) or {}
        if any(there.get(lang, text) != text for lang, text in translations.items()):
            self._check_draft()

    @api.model
    def _rewords(self, records, vals):
        """Tell whether ``vals`` change anything: after a translation core writes the
        text that is there."""
        return any(
            not records._fields[name].translate
            or any(record[name] != value for record in records)
            for name, value in vals.items()
        )

    def _check_draft(self):
        """Refuse to change what has been published."""
        frozen = self.filtered("is_frozen")
        if frozen:
            raise UserError(
                self.env._(
                    "%(checklists)s is published and stays as it is, answers hang on "
                    "it: make a new version, or archive it.",
                    checklists=", ".join(frozen.mapped("display_name")),
                )
            )
