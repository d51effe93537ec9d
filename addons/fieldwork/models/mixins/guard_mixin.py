from odoo import api, models
from odoo.exceptions import UserError

# Held by no caller outside this module: contexts come over RPC as JSON, an object's
# identity does not (the pattern of hr's ``_ALLOW_READ_HR_EMPLOYEE``).
_GUARD_KEY = object()


class FieldworkGuardMixin(models.AbstractModel):
    """Fields that change only through a named method of their model."""

    _name = "fieldwork.guard.mixin"
    _description = "Fields Changed by Named Methods Only"

    # {field name: value a new record may be given}; per class: an extension names the
    # fields it adds, see _all_guarded
    _guarded_fields = {}

    @api.model_create_multi
    def create(self, vals_list):
        if not self._guard_open():
            guarded = self._all_guarded()
            for vals in vals_list:
                self._guard_refuse(
                    name
                    for name, start in guarded.items()
                    if name in vals and (vals[name] or False) != start
                )
            # A ``default_state`` in the context must not slip past the check.
            vals_list = [{**guarded, **vals} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self._guard_open():
            guarded = self._all_guarded()
            self._guard_refuse(name for name in vals if name in guarded)
        return super().write(vals)

    @api.model
    def _all_guarded(self):
        """Return the guarded fields of the model and of all its extensions."""
        guarded = {}
        for cls in reversed(type(self).__mro__):
            guarded.update(vars(cls).get("_guarded_fields", {}))
        return guarded

    def _guard_open(self):
        return self.env.context.get("_fieldwork_guard_key") is _GUARD_KEY

    def _guarded(self):
        """Return ``self`` able to write its guarded fields; for methods only."""
        return self.with_context(_fieldwork_guard_key=_GUARD_KEY)

    def _guarded_write(self, vals):
        """Write ``vals`` past the guard, and hand back an ordinary environment."""
        return self._guarded().write(vals)

    @api.model
    def _guarded_create(self, vals_list):
        return self._guarded().create(vals_list).with_env(self.env)

    def _guard_refuse(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        if labels:
            raise UserError(
                self.env._(
                    "%(fields)s of %(record)s cannot be written directly: use the "
                    "buttons of the document, they check what is needed.",
                    fields=", ".join(labels),
                    record=self[:1].display_name or self._description,
                )
            )
