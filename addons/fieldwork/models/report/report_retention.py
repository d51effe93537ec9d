from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Removed in one go; the vacuum comes back while there is more.
BATCH = 200
POSITION = {"latitude": 0.0, "longitude": 0.0, "accuracy": 0.0}


def _older(model, setting, moment):
    """Return the domain of records older than their company keeps them."""
    domain = Domain.FALSE
    companies = model.env["res.company"].sudo().search([(setting, ">", 0)])
    for company in companies:
        limit = fields.Datetime.now() - timedelta(days=company[setting])
        owner = "company_id" if "company_id" in model._fields else "visit_id.company_id"
        domain |= Domain(owner, "=", company.id) & Domain(moment, "<", limit)
    return domain


def _in_batches(model, domain, vals):
    """Write ``vals`` on a batch; return what was done and what is left."""
    if domain.is_false():
        return 0, 0
    found = model.search(domain, limit=BATCH, order="id")
    if found:
        # The journal has no guarded fields, photos and signatures have.
        getattr(found, "_guarded_write", found.write)(vals)
    left = model.search_count(domain) if len(found) == BATCH else 0
    return len(found), left


class FieldworkPhoto(models.Model):
    """Images go after the company's time; hash, time and note stay."""

    _inherit = "fieldwork.photo"

    @api.autovacuum
    def _gc_images(self):
        domain = _older(self, "fieldwork_photo_days", "create_date")
        domain &= Domain("removed_at", "=", False)
        vals = dict.fromkeys(("image", "preview", "thumbnail"), False)
        vals["removed_at"] = fields.Datetime.now()
        return _in_batches(self.sudo(), domain, vals)

    @api.autovacuum
    def _gc_positions(self):
        domain = _older(self, "fieldwork_position_days", "create_date")
        domain &= Domain("latitude", "!=", 0) | Domain("longitude", "!=", 0)
        return _in_batches(self.sudo(), domain, POSITION)


class FieldworkSignature(models.Model):
    """Images go after the company's time; who signed what, and when, stays."""

    _inherit = "fieldwork.signature"

    @api.autovacuum
    def _gc_images(self):
        domain = _older(self, "fieldwork_signature_days", "signed_at")
        domain &= Domain("removed_at", "=", False) & Domain("is_refusal", "=", False)
        vals = {"image": False, "removed_at": fields.Datetime.now()}
        return _in_batches(self.sudo(), domain, vals)

    @api.autovacuum
    def _gc_positions(self):
        domain = _older(self, "fieldwork_position_days", "signed_at")
        domain &= Domain("latitude", "!=", 0) | Domain("longitude", "!=", 0)
        return _in_batches(self.sudo(), domain, POSITION)


class FieldworkVisitEvent(models.Model):
    _inherit = "fieldwork.visit.event"

    @api.autovacuum
    def _gc_positions(self):
        domain = _older(self, "fieldwork_position_days", "at")
        domain &= Domain("latitude", "!=", 0) | Domain("longitude", "!=", 0)
        return _in_batches(self.sudo(), domain, POSITION)
