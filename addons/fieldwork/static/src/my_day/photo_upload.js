import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {sizeText} from "./photo_outbox";

/** A photo that is on its way, or could not be sent. */
export class PhotoUpload extends Component {
    static template = "fieldwork.MyDayPhotoUpload";
    static props = {
        item: Object,
        onSend: Function,
        onForget: Function,
    };

    setup() {
        this.item = useState(this.props.item);
    }

    get size() {
        return sizeText(this.item.size);
    }

    get failed() {
        return ["unsent", "refused"].includes(this.item.state);
    }

    get doing() {
        const {state, share} = this.item;
        if (state === "waiting") {
            return _t("Waiting");
        }
        return share === 100 ? _t("Being stored") : _t("Sending");
    }
}
