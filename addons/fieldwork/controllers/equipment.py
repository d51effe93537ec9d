from odoo import http
from odoo.http import request


class EquipmentLabelController(http.Controller):
    @http.route(
        "/fieldwork/e/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def equipment_label(self, token):
        """Lead whoever scanned a label to the card, or to whose label it is.

        Nothing else is shown to people who may not read the card; old, wrong and
        made-up links all give one page, which says nothing.
        """
        equipment = request.env["fieldwork.equipment"]._find_by_label_token(token)
        if equipment and self._open_company(equipment):
            return request.redirect(f"/odoo/fieldwork-equipment/{equipment.id}")
        values = {
            "lang": self._visitor_lang(),
            "owner": equipment and equipment._get_label_owner(),
        }
        if request.env.user._is_public():
            values["login_url"] = f"/web/login?redirect=/fieldwork/e/{token}"
        response = request.render(
            "fieldwork.equipment_label_page",
            values,
            status=200 if equipment else 404,
        )
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _open_company(self, equipment):
        """Whether the user may read the card; its company is switched on if so.

        The web client shows the companies named in a cookie, which may be others than
        the one that the scanned machine belongs to.
        """
        user = request.env.user
        if not user._is_internal():
            return False
        companies = user.company_ids
        readable = equipment.with_user(user).with_context(
            allowed_company_ids=companies.ids
        )
        if not readable.has_access("read"):
            return False
        cookie = request.cookies.get("cids") or str(user.company_id.id)
        shown = [int(id_) for id_ in cookie.split("-") if id_.isdecimal()]
        shown = [id_ for id_ in shown if id_ in companies.ids]
        if equipment.company_id.id not in shown:
            shown.append(equipment.company_id.id)
            request.future_response.set_cookie("cids", "-".join(map(str, shown)))
        return True

    def _visitor_lang(self):
        """Return the installed language that is nearest to what the visitor reads."""
        code = request.env.context.get("lang")
        if request.env.user._is_public():
            ir_http = request.env["ir.http"]
            for wanted in request.httprequest.accept_languages.values():
                nearest = ir_http.get_nearest_lang(wanted.replace("-", "_"))
                if nearest:
                    code = nearest
                    break
            request.update_context(lang=code)
        return code
