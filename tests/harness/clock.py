"""The time that a technician's phone shows, as a scenario wants it."""

import json


class PhoneClock:
    """A phone's clock that stands still until the scenario sets it.

    My Day goes by the server's clock; what the server tells the phone of it is put
    back to the scenario's time, so that what is pressed happened then, to the second.
    """

    def __init__(self, page, moment):
        self.page = page
        self.set(moment)
        page.route("**/fieldwork.visit/get_my_day", self._answer)

    def set(self, moment):
        """Let it be ``moment`` (UTC) from now on."""
        self.moment = moment
        self.page.clock.set_fixed_time(moment)

    def _answer(self, route):
        response = route.fetch()
        answer = json.loads(response.text())
        answer["result"]["now"] = self.moment.strftime("%Y-%m-%d %H:%M:%S")
        route.fulfill(response=response, json=answer)
