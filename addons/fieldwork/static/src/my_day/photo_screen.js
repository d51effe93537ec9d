import {Component, onWillStart, useState} from "@odoo/owl";
import {CameraButton} from "./camera_button";
import {PhotoUpload} from "./photo_upload";
import {_t} from "@web/core/l10n/translation";
import {explainError} from "./my_day_utils";
import {useService} from "@web/core/utils/hooks";

const KINDS = [
    {value: "before", label: _t("Before")},
    {value: "during", label: _t("During")},
    {value: "after", label: _t("After")},
    {value: "other", label: _t("Other")},
];

/** The photos of a visit, before and after. */
export class PhotoScreen extends Component {
    static template = "fieldwork.MyDayPhotoScreen";
    static components = {CameraButton, PhotoUpload};
    static props = {
        visit: Object,
        outbox: Object,
        onOpen: Function,
        // Id of the photo that is looked at, 0: all of them
        part: {type: Number},
    };

    setup() {
        this.orm = useService("orm");
        this.kinds = KINDS;
        this.uploads = useState(this.props.outbox.items);
        this.state = useState({
            photos: this.props.visit.photos,
            kind: this.firstKind(),
            note: "",
            reason: "",
            error: "",
            busy: false,
        });
        onWillStart(() => this.load());
    }

    /** Before the first photo it is "before", then "after". */
    firstKind() {
        const {photos} = this.props.visit;
        return photos.some(({kind}) => kind === "before") ? "after" : "before";
    }

    get photo() {
        return this.state.photos.find(({id}) => id === this.props.part);
    }

    get groups() {
        return KINDS.map(({value, label}) => ({
            value,
            label,
            photos: this.state.photos.filter(({kind}) => kind === value),
        })).filter(({photos}) => photos.length);
    }

    get waiting() {
        return this.uploads.filter(
            ({visit, values}) => visit === this.props.visit.id && !values.question
        );
    }

    get cameraLabel() {
        return _t("Take a photo");
    }

    get galleryLabel() {
        return _t("Choose pictures");
    }

    get canAdd() {
        return !["missed", "cancelled"].includes(this.props.visit.state);
    }

    async guarded(work) {
        this.state.error = "";
        this.state.busy = true;
        try {
            await work();
        } catch (error) {
            this.state.error = explainError(error);
        } finally {
            this.state.busy = false;
        }
    }

    async load() {
        await this.guarded(async () => {
            this.state.photos = await this.orm.call("fieldwork.visit", "get_photos", [
                [this.props.visit.id],
            ]);
        });
    }

    take(files) {
        const {kind, note} = this.state;
        for (const file of files) {
            this.props.outbox.add(
                this.props.visit.id,
                file,
                {kind, note: note.trim() || false},
                (photo) => this.sent(photo)
            );
        }
        this.state.note = "";
    }

    sent(photo) {
        if (!this.state.photos.some(({id}) => id === photo.id)) {
            this.state.photos.push(photo);
        }
    }

    sendPhoto(id) {
        return this.props.outbox.sendAgain(id);
    }

    forgetPhoto(id) {
        this.props.outbox.forget(id);
    }

    async remove() {
        await this.guarded(async () => {
            const {id} = this.photo;
            await this.orm.call("fieldwork.photo", "action_remove", [[id]], {
                reason: this.state.reason.trim(),
            });
            this.state.photos = this.state.photos.filter((photo) => photo.id !== id);
            this.state.reason = "";
            this.props.onOpen(0);
        });
    }
}
