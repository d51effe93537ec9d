import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {toQuantity} from "@fieldwork/my_day/my_day_utils";
import {visitScreens} from "@fieldwork/my_day/screens";

const STEPS = [-10, -1, 1, 10];

/** How far the way was, there and back. */
export class DistanceScreen extends Component {
    static template = "fieldwork_billing.MyDayDistanceScreen";
    static props = ["visit", "busy", "onTell", "onBack", "*"];

    setup() {
        this.steps = STEPS;
        const {km} = this.props.visit.distance;
        this.state = useState({km: km ? String(km) : "", missing: ""});
    }

    get billed() {
        return this.props.visit.distance.billed;
    }

    stepLabel(step) {
        return step > 0 ? `+${step}` : `−${-step}`;
    }

    step(by) {
        const now = toQuantity(this.state.km) || 0;
        this.state.km = String(Math.max(0, Math.round(10 * (now + by)) / 10));
    }

    async save() {
        const kilometres = toQuantity(this.state.km);
        if (Number.isNaN(kilometres)) {
            this.state.missing = _t("Write the kilometres as a number, such as 34.5.");
            return;
        }
        this.state.missing = "";
        if (await this.props.onTell("action_set_distance", {kilometres})) {
            this.props.onBack();
        }
    }
}

visitScreens.add("distance", {
    Component: DistanceScreen,
    button: {label: _t("Kilometres"), icon: "fa-road", style: "btn-secondary"},
    isShown: ({distance}) => Boolean(distance),
    badge: ({distance}) =>
        distance.km ? {badge: _t("%(km)s km", {km: distance.km}), calm: true} : {},
});
