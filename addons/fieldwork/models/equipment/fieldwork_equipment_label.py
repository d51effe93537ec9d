import re
import secrets

import qrcode

from odoo import api, fields, models
from odoo.tools import consteq

# Crockford's alphabet: what is read aloud over the telephone is not misheard.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_GROUPS, GROUP_LENGTH = 3, 4  # 60 bits: no two alike among millions
SECRET_BYTES = 16
LABEL_TOKEN = re.compile(
    rf"([{CODE_ALPHABET}]{{4}})([{CODE_ALPHABET}]{{4}})([{CODE_ALPHABET}]{{4}})"
    r"([A-Za-z0-9_-]{22})"
)
QUIET_ZONE = 2  # blank modules around the square; the label itself is blank further on
# Compared with when there is no such label, so that the answer takes as long.
NO_SECRET = secrets.token_urlsafe(SECRET_BYTES)


def new_code():
    """Return a code such as ``7KQ2-M9PX-A3TZ``."""
    return "-".join(
        "".join(secrets.choice(CODE_ALPHABET) for _char in range(GROUP_LENGTH))
        for _group in range(CODE_GROUPS)
    )


class FieldworkEquipment(models.Model):
    """The QR label on the machine: a link that cannot be guessed and can be renewed.

    The link holds a code that finds the card (unique, printed under the square) and
    a secret that proves the label. A new code has a new secret: the old label is dead.
    """

    _inherit = "fieldwork.equipment"

    label_code = fields.Char(
        compute="_compute_label_code",
        store=True,
        precompute=True,
        copy=False,
        help="Stands under the square of the label, to be read over the telephone.",
    )
    label_secret = fields.Char(
        compute="_compute_label_secret",
        store=True,
        copy=False,
        groups=fields.NO_ACCESS,
    )
    label_url = fields.Char(
        string="Label Link",
        compute="_compute_label_url",
        compute_sudo=True,
        help="Where the square of the label leads.",
    )

    _label_code_uniq = models.UniqueIndex(
        "(label_code)", "Two labels cannot have one code: try again."
    )

    def _compute_label_code(self):
        for equipment in self:
            equipment.label_code = new_code()

    @api.depends("label_code")
    def _compute_label_secret(self):
        for equipment in self:
            equipment.label_secret = secrets.token_urlsafe(SECRET_BYTES)

    @api.depends("label_code", "label_secret")
    def _compute_label_url(self):
        base_url = self.browse().get_base_url()
        for equipment in self:
            path = equipment._get_label_path()
            equipment.label_url = path and f"{base_url}{path}"

    def action_renew_label(self):
        """Make new labels; whoever scans an old one finds nothing any more."""
        self._check_office()
        for equipment in self:
            equipment._guarded_write({"label_code": new_code()})
        self._message_log_batch(
            bodies=dict.fromkeys(
                self.ids, self.env._("Label renewed: the old one is dead.")
            )
        )
        return True

    def action_print_labels(self):
        """Open the dialog that asks for the sheet."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Print Labels"),
            "res_model": "fieldwork.equipment.label.layout",
            "view_mode": "form",
            "target": "new",
            "context": {"default_equipment_ids": self.ids},
        }

    def _get_label_path(self):
        """Return the path in the square of the label, False for a new record."""
        self.ensure_one()
        equipment = self.sudo()  # the secret is for labels alone, nobody reads it
        if not equipment.id or not equipment.label_code:
            return False
        code = equipment.label_code.replace("-", "")
        return f"/fieldwork/e/{code}{equipment.label_secret}"

    def _get_label_square(self):
        """Return the QR code as an SVG path, sharp at every size.

        :return: dict with ``size``, the number of modules on a side with the blank
            border around, and ``path``, the ``d`` of the dark ones
        """
        self.ensure_one()
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
        code.border = QUIET_ZONE
        code.add_data(self.label_url)
        matrix, path = code.get_matrix(), []
        for y, row in enumerate(matrix):
            start = None
            for x, is_dark in enumerate([*row, False]):
                if is_dark and start is None:
                    start = x
                elif not is_dark and start is not None:
                    path.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                    start = None
        return {"size": len(matrix), "path": "".join(path)}

    @api.model
    def _find_by_label_token(self, token):
        """Return the equipment whose present label holds ``token``, else none.

        :param str token: what stands in the link, from anybody
        :return: record with sudo: check the caller's rights before showing any of it
        """
        parts = LABEL_TOKEN.fullmatch(token or "")
        if not parts:
            return self.browse()
        *groups, secret = parts.groups()
        # sudo: whoever scans a label is nobody yet. Archived machines keep theirs.
        equipment = (
            self.sudo()
            .with_context(active_test=False)
            .search([("label_code", "=", "-".join(groups))])
        )
        same = consteq(equipment.label_secret or NO_SECRET, secret)
        return equipment if same else equipment.browse()

    def _get_label_owner(self):
        """Return what a stranger who scans the label may know: whose it is, whom to
        call. Override to show an emergency number instead of the company's.

        :return: dict with ``name``, ``phone``, ``email``
        """
        self.ensure_one()
        company = self.sudo().company_id  # a stranger may not read companies
        return {"name": company.name, "phone": company.phone, "email": company.email}
