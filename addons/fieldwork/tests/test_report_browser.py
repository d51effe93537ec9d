"""The canonical text is the same in Python and in the browser."""

import json

from odoo.tests import HttpCase, tagged

from ..tools.canonical import canonical, digest
from .report_common import ReportCommon

CASES = [
    {"b": 1, "a": [True, False, None, -7, 9007199254740991]},
    {"Ünïcode": "ñ € 😀 \u2028 \u2029 \x7f", "z": 'quote " and \\ slash /'},
    {"lines": "one\ntwo\r\nthree\ttab\x01\x1f"},
    {"😀": 1, "\uffee": 2, "é": 3, "e": {"": [], "x": {}}},
    [],
    "",
]
CODE = """
const {canonical, digest} = odoo.loader.modules.get("@fieldwork/my_day/canonical");
const {rpc} = odoo.loader.modules.get("@web/core/network/rpc");
const cases = %(cases)s;
(async () => {
    for (const [value, text, hash] of cases) {
        if (canonical(value) !== text || (await digest(text)) !== hash) {
            throw new Error("differs: " + canonical(value));
        }
    }
    for (const wrong of [1.5, [2 ** 53], {a: undefined}]) {
        let refused = false;
        try { canonical(wrong); } catch { refused = true; }
        if (!refused) {
            throw new Error("not refused");
        }
    }
    const report = await rpc("/web/dataset/call_kw/fieldwork.visit/get_report", {
        model: "fieldwork.visit", method: "get_report", args: [[%(visit)s]], kwargs: {},
    });
    const text = canonical(report.snapshot);
    const hash = await digest(text);
    if (text !== report.snapshot_json || hash !== report.snapshot_sha256) {
        throw new Error("the snapshot differs: " + text);
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install", "browser")
class TestReportBrowser(ReportCommon, HttpCase):
    def test_canonical_is_the_same_in_python_and_in_the_browser(self):
        self.mine.action_material(name="Gasket “½”", used_qty=2.5)
        self.mine.findings = 'Ünï\n\t"quoted" 😀'
        cases = [(case, canonical(case), digest(canonical(case))) for case in CASES]
        code = CODE % {"cases": json.dumps(cases), "visit": self.visit.id}
        self.browser_js(
            "/odoo", code, "odoo.isReady === true", login=self.technician.login
        )
