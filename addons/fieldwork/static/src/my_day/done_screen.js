import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {missingForDone} from "./my_day_utils";

const OUTCOMES = [
    {value: "solved", label: _t("Solved"), icon: "fa-check-circle"},
    {value: "to_continue", label: _t("To be continued"), icon: "fa-refresh"},
    {value: "not_needed", label: _t("Not needed"), icon: "fa-ban"},
];
const REASONS = [
    {value: "parts", label: _t("Parts are missing")},
    {value: "time", label: _t("More time is needed")},
    {value: "access", label: _t("No access")},
    {value: "quote", label: _t("A quote is needed")},
];

/** How a visit ended. */
export class DoneScreen extends Component {
    static template = "fieldwork.MyDayDoneScreen";
    static props = {
        draft: Object,
        busy: Boolean,
        onDone: Function,
    };

    setup() {
        // The draft outlives the screen: going back to look something up loses nothing.
        this.draft = useState(this.props.draft);
        this.state = useState({missing: ""});
        this.outcomes = OUTCOMES;
        this.reasons = REASONS;
    }

    choose(name, value) {
        this.draft[name] = value;
        this.state.missing = "";
    }

    send() {
        this.state.missing = missingForDone(this.draft);
        if (!this.state.missing) {
            const continued = this.draft.outcome === "to_continue";
            this.props.onDone({
                ...this.draft,
                continue_reason: continued ? this.draft.continue_reason : false,
            });
        }
    }
}
