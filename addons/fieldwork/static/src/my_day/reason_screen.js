import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

const QUICK = {
    refuse: [_t("I am ill"), _t("I am absent that day"), _t("The time does not suit")],
    pause: [_t("Lunch"), _t("Fetching parts"), _t("Waiting for the customer")],
};

/** Asks why, with the usual answers as buttons. */
export class ReasonScreen extends Component {
    static template = "fieldwork.MyDayReasonScreen";
    static props = {
        button: String,
        busy: Boolean,
        onReason: Function,
    };

    setup() {
        this.state = useState({reason: ""});
    }

    get isRefusal() {
        return this.props.button === "refuse";
    }

    get quick() {
        return QUICK[this.props.button];
    }

    get placeholder() {
        return this.isRefusal ? _t("Another reason") : _t("Another reason, or none");
    }

    get canSend() {
        return !this.isRefusal || this.state.reason.trim();
    }

    send() {
        this.props.onReason(this.state.reason.trim());
    }
}
