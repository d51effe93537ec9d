import {Component, useState} from "@odoo/owl";
import {SignaturePad} from "./signature_pad";
import {_t} from "@web/core/l10n/translation";

const REASONS = [
    _t("Nobody is there to sign"),
    _t("Does not agree with the report"),
    _t("Does not want to sign"),
];

/** A name and a signature; or why there is none. */
export class SignScreen extends Component {
    static template = "fieldwork.MyDaySignScreen";
    static components = {SignaturePad};
    static props = {
        title: String,
        name: String,
        people: Array,
        refuses: Boolean,
        fingerprint: String,
        busy: Boolean,
        onSign: Function,
        onRefuse: Function,
    };

    setup() {
        this.reasons = REASONS;
        this.state = useState({
            name: this.props.name,
            image: "",
            reason: "",
            missing: "",
        });
    }

    get padLabel() {
        return this.props.title;
    }

    onInk(image) {
        this.state.image = image;
        this.state.missing = "";
    }

    sign() {
        const name = this.state.name.trim();
        const {image} = this.state;
        if (!name) {
            this.state.missing = _t("Write the name of who signs.");
        } else if (image) {
            this.state.missing = "";
            this.props.onSign({name, image});
        } else {
            this.state.missing = _t("Sign in the field with a finger.");
        }
    }

    refuse() {
        const reason = this.state.reason.trim();
        this.state.missing = reason ? "" : _t("Say why it is not signed.");
        if (reason) {
            this.props.onRefuse({name: this.state.name.trim(), reason});
        }
    }
}
