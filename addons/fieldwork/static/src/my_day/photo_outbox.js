import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {newUuid, quickPosition} from "./event_sender";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {explainError} from "./my_day_utils";
import {reactive} from "@odoo/owl";
import {serializeDateTime} from "@web/core/l10n/dates";
import {user} from "@web/core/user";

const VISIT = "fieldwork.visit";

/**
 * Sends photos at once, one after the other, byte by byte as the camera made them.
 *
 * What could not be sent stays on the screen and is sent again as the same photo.
 */
export class PhotoOutbox {
    /**
     * @param {Object} sender knows the server's time
     */
    constructor(sender) {
        this.sender = sender;
        this.items = reactive([]);
        // Files are no state: proxies of them cannot be read.
        this.files = new Map();
        this.queue = Promise.resolve();
    }

    /**
     * @param {Number} visit
     * @param {File} file
     * @param {{kind: String, note: String, response: Number, question: Number}} values
     * @param {Function} onSent called with what the server answers
     * @returns {Promise} of its being sent, or not
     */
    add(visit, file, values, onSent) {
        const id = newUuid();
        this.files.set(id, {file, onSent, at: serializeDateTime(this.now())});
        this.items.push({
            id,
            visit,
            values,
            name: file.name,
            size: file.size,
            preview: URL.createObjectURL(file),
            state: "waiting",
            share: 0,
            error: "",
        });
        return this.sendAgain(id);
    }

    now() {
        return this.sender.now().startOf("second");
    }

    sendAgain(id) {
        this.item(id).state = "waiting";
        this.queue = this.queue.then(() => this.send(id));
        return this.queue;
    }

    item(id) {
        return this.items.find((item) => item.id === id);
    }

    forget(id) {
        const index = this.items.findIndex((item) => item.id === id);
        if (index >= 0) {
            URL.revokeObjectURL(this.items[index].preview);
            this.items.splice(index, 1);
            this.files.delete(id);
        }
    }

    async send(id) {
        const item = this.item(id);
        if (!item) {
            return;
        }
        Object.assign(item, {state: "sending", share: 0, error: ""});
        const {onSent} = this.files.get(id);
        let photo = false;
        try {
            photo = await this.upload(item, await this.prepare(item));
        } catch (error) {
            item.state = error instanceof ConnectionLostError ? "unsent" : "refused";
            item.error = explainPhotoError(error);
            return;
        }
        this.forget(id);
        await onSent?.(photo);
    }

    async prepare({id, name, values}) {
        const sent = this.files.get(id);
        const {file, at} = sent;
        const data = await readBase64(file);
        // Where the photo was taken, not where it was sent again.
        sent.position ??= await quickPosition();
        const {position} = sent;
        return {
            ...values,
            data,
            at,
            filename: name,
            client_uuid: id,
            ...(position ? {position} : {}),
        };
    }

    upload(item, kwargs) {
        const xhr = new browser.XMLHttpRequest();
        xhr.upload.addEventListener("progress", ({loaded, total}) => {
            item.share = total ? Math.floor((100 * loaded) / total) : 0;
        });
        return rpc(
            `/web/dataset/call_kw/${VISIT}/action_photo`,
            {
                model: VISIT,
                method: "action_photo",
                args: [[item.visit]],
                kwargs: {...kwargs, context: user.context},
            },
            {xhr, silent: true}
        );
    }
}

/**
 * @param {Blob} file
 * @returns {Promise<String>} its bytes, untouched, in base64
 */
export function readBase64(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",", 2)[1] || "");
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}

/**
 * @param {Number} bytes
 * @returns {String} such as 3.2 MB
 */
export function sizeText(bytes) {
    const megabytes = bytes / 1048576;
    return _t("%(size)s MB", {size: megabytes.toFixed(megabytes < 10 ? 1 : 0)});
}

function explainPhotoError(error) {
    if (error instanceof DOMException) {
        return _t("The phone could not read this picture. Take or choose it again.");
    }
    if (error instanceof ConnectionLostError) {
        return _t("No connection. Send it again once you have one.");
    }
    return explainError(error);
}
