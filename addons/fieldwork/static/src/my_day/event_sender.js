import {ConnectionLostError} from "@web/core/network/rpc";
import {browser} from "@web/core/browser/browser";
import {serializeDateTime} from "@web/core/l10n/dates";

const {DateTime} = luxon;
// Nobody waits for a satellite.
const POSITION_PATIENCE = 1500;
const POSITION_KEY = "fieldwork.my_day.position";

/**
 * Tells the server what happened, once.
 *
 * An event gets its id and its time when the button is pressed. When the answer is
 * lost on the way the same press again sends the same id and time, and the server
 * counts it once.
 */
export class EventSender {
    /**
     * @param {Object} orm
     */
    constructor(orm) {
        this.orm = orm;
        this.offset = 0;
        this.unanswered = new Map();
        this.last = false;
    }

    /**
     * @param {String} now the server's clock
     */
    setServerTime(now) {
        this.offset = DateTime.fromSQL(now, {zone: "utc"}).diffNow().toMillis();
    }

    /**
     * @returns {luxon.DateTime} the server's time, whatever the phone's clock says
     */
    now() {
        return DateTime.utc().plus(this.offset);
    }

    /**
     * Times are whole seconds: two presses within one would have no order, so the
     * second one waits for the next.
     *
     * @returns {Promise<luxon.DateTime>} the time of what was pressed just now
     */
    async ownSecond() {
        let at = this.now().startOf("second");
        if (this.last && at <= this.last && this.last.diff(at).toMillis() < 1000) {
            at = this.last.plus({seconds: 1});
            const wait = at.diff(this.now()).toMillis();
            await new Promise((resolve) => browser.setTimeout(resolve, wait));
        }
        this.last = at;
        return at;
    }

    /**
     * @param {String} model
     * @param {Number} id
     * @param {String} method
     * @param {Object} values the method's keyword arguments
     * @param {Boolean} withPosition the method takes a position
     */
    async send(model, id, method, values = {}, withPosition = true) {
        const key = JSON.stringify([model, id, method, values]);
        if (!this.unanswered.has(key)) {
            this.unanswered.set(key, {
                at: serializeDateTime(await this.ownSecond()),
                client_uuid: newUuid(),
            });
        }
        const event = this.unanswered.get(key);
        const position = withPosition ? await quickPosition() : null;
        const kwargs = {...values, ...event, ...(position ? {position} : {})};
        try {
            const result = await this.orm.call(model, method, [[id]], kwargs);
            this.unanswered.delete(key);
            return result;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this.unanswered.delete(key);
            }
            throw error;
        }
    }
}

/**
 * @returns {String} a random id; also over plain http, where browsers give none
 */
export function newUuid() {
    if (crypto.randomUUID) {
        return crypto.randomUUID();
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @returns {Boolean} the technician lets the phone tell where it is
 */
export function sharesPosition() {
    return browser.localStorage.getItem(POSITION_KEY) === "1";
}

/**
 * @param {Boolean} shared
 */
export function setSharesPosition(shared) {
    browser.localStorage.setItem(POSITION_KEY, shared ? "1" : "0");
}

/**
 * @returns {Promise<Object|null>} where the phone is, when it may be told and is known
 *  at once
 */
export function quickPosition() {
    const geolocation = browser.navigator.geolocation;
    if (!sharesPosition() || !geolocation) {
        return Promise.resolve(null);
    }
    return new Promise((resolve) => {
        // The browser's own patience does not count the question to the person.
        browser.setTimeout(() => resolve(null), POSITION_PATIENCE);
        geolocation.getCurrentPosition(
            ({coords}) =>
                resolve({
                    latitude: coords.latitude,
                    longitude: coords.longitude,
                    accuracy: coords.accuracy,
                }),
            () => resolve(null),
            {timeout: POSITION_PATIENCE, maximumAge: 60000}
        );
    });
}
