import {Component, useState} from "@odoo/owl";
import {CameraButton} from "@fieldwork/my_day/camera_button";
import {PhotoUpload} from "@fieldwork/my_day/photo_upload";
import {_t} from "@web/core/l10n/translation";
import {explainError, toQuantity} from "@fieldwork/my_day/my_day_utils";
import {useDebounced} from "@web/core/utils/timing";
import {useService} from "@web/core/utils/hooks";

const VISIT = "fieldwork.visit";
const MODES = [
    {value: "extend", label: _t("It goes on in this order")},
    {value: "new", label: _t("It becomes a new order")},
];
// What is written outlives the screen, as long as the page does.
const drafts = new Map();

/** What has to be quoted: words, parts and photos. */
export class QuoteRequest extends Component {
    static template = "fieldwork_billing.MyDayQuoteRequest";
    static components = {CameraButton, PhotoUpload};
    static props = {
        visit: Object,
        outbox: Object,
        busy: Boolean,
        onTell: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.modes = MODES;
        this.uploads = useState(this.props.outbox.items);
        this.draft = useState(this.openDraft());
        this.state = useState({term: "", found: [], missing: ""});
        this.search = useDebounced(() => this.find(), 300);
    }

    openDraft() {
        const {id, photos} = this.props.visit;
        if (!drafts.has(id)) {
            drafts.set(id, {description: "", mode: "extend", parts: [], photos: []});
        }
        const draft = drafts.get(id);
        // Photos that were removed meanwhile are not sent.
        const there = photos.map((photo) => photo.id);
        draft.taken = (draft.taken || []).filter((photo) => there.includes(photo.id));
        return draft;
    }

    get photos() {
        const {photos} = this.props.visit;
        const known = photos.map(({id}) => id);
        return [...photos, ...this.draft.taken.filter(({id}) => !known.includes(id))];
    }

    get waiting() {
        return this.uploads.filter(
            ({visit, values}) => visit === this.props.visit.id && !values.question
        );
    }

    get cameraLabel() {
        return _t("Take a photo");
    }

    // Parts

    async find() {
        const term = this.state.term.trim();
        if (term.length < 2) {
            this.state.found = [];
            return;
        }
        try {
            const ids = [this.props.visit.id];
            const found = await this.orm.call(VISIT, "find_quote_parts", [ids], {term});
            // An answer to an older question comes too late.
            if (term === this.state.term.trim()) {
                this.state.found = found;
                this.state.missing = "";
            }
        } catch (error) {
            this.state.missing = explainError(error);
        }
    }

    onTerm(ev) {
        this.state.term = ev.target.value;
        this.search();
    }

    addPart(part) {
        const known = this.draft.parts.find(({id}) => id === part.id);
        if (known) {
            this.step(known, 1);
        } else {
            this.draft.parts.push({...part, quantity: 1});
        }
        Object.assign(this.state, {term: "", found: []});
    }

    step(part, by) {
        part.quantity = Math.max(0, (toQuantity(part.quantity) || 0) + by);
    }

    removePart(part) {
        this.draft.parts = this.draft.parts.filter(({id}) => id !== part.id);
    }

    // Photos

    isChosen(photo) {
        return this.draft.photos.includes(photo.id);
    }

    toggle(photo) {
        this.draft.photos = this.isChosen(photo)
            ? this.draft.photos.filter((id) => id !== photo.id)
            : [...this.draft.photos, photo.id];
    }

    take(files) {
        const {visit, outbox} = this.props;
        for (const file of files) {
            outbox.add(visit.id, file, {kind: "during", note: false}, (photo) =>
                this.sent(photo)
            );
        }
    }

    sent(photo) {
        if (!this.isChosen(photo)) {
            this.draft.taken.push(photo);
            this.draft.photos.push(photo.id);
        }
    }

    sendPhoto(id) {
        return this.props.outbox.sendAgain(id);
    }

    forgetPhoto(id) {
        this.props.outbox.forget(id);
    }

    // Asking

    whatIsMissing(parts) {
        if (!this.draft.description.trim()) {
            return _t("Write what has to be done.");
        }
        if (parts.some(([, quantity]) => !(quantity > 0))) {
            return _t("Write a quantity for each part, such as 1.5.");
        }
        if (this.waiting.length) {
            return _t("A photo is not sent yet: send it or throw it away.");
        }
        return "";
    }

    async send() {
        const parts = this.draft.parts.map(({id, quantity}) => [
            id,
            toQuantity(quantity),
        ]);
        this.state.missing = this.whatIsMissing(parts);
        if (this.state.missing) {
            return;
        }
        const there = this.photos.map(({id}) => id);
        const told = await this.props.onTell("action_request_quote", {
            description: this.draft.description.trim(),
            parts,
            photos: this.draft.photos.filter((id) => there.includes(id)),
            mode: this.draft.mode,
        });
        if (told) {
            drafts.delete(this.props.visit.id);
        }
    }
}
