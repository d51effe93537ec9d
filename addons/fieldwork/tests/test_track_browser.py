from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import FieldworkUsersMixin

# Errors on the console fail the test: what the page's policy refuses is one.
CONFIRM = """
const wish = document.querySelector("details textarea");
const seen = () => wish.checkVisibility();
const shut = !seen();
document.querySelector("details summary").click();
const width = document.documentElement.scrollWidth;
if (shut && seen() && width <= window.innerWidth) {
    console.log("test successful");
} else {
    console.error(`${shut} ${seen()} ${width} of ${window.innerWidth}`);
}
"""
RATE = """
const stars = [...document.querySelectorAll(".star")];
const colour = (star) => getComputedStyle(star.querySelector("span")).color;
stars[1].click();
const [one, two, three] = stars.map(colour);
const chosen = document.querySelector("input[name=rate]:checked").value;
if (chosen === "2" && one === two && two !== three) {
    console.log("test successful");
} else {
    console.error(`${chosen}: ${one}, ${two}, ${three}`);
}
"""


@tagged("post_install", "-at_install", "browser")
class TestTrackBrowser(FieldworkUsersMixin, HttpCase):
    """What needs a browser: the page lives by its style sheet alone."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fieldwork()
        technician = cls._create_technician("Ana")
        cls.order = cls.env["fieldwork.order"].create({"partner_id": cls.customer.id})
        cls.order.action_confirm()
        # Now, for a browser that waits on a clock that stands would wait for ever.
        cls.visit = cls.order.plan(fields.Datetime.now(), technicians=technician)

    def _see(self, code, ready):
        link = "/fieldwork/track/" + self.order._track_url().rpartition("/")[2]
        self.env.flush_all()
        self.browser_js(link, code, f"!!document.querySelector('{ready}')")

    def test_asking_for_another_time_unfolds(self):
        self._see(CONFIRM, "details")

    def test_stars_light_up_to_the_one_chosen(self):
        self.visit.action_start()
        self.visit.action_done("solved")
        self._see(RATE, ".star")
