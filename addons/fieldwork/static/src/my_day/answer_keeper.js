import {ConnectionLostError} from "@web/core/network/rpc";
import {browser} from "@web/core/browser/browser";
import {explainError} from "./my_day_utils";
import {newUuid} from "./event_sender";
import {reactive} from "@odoo/owl";
import {serializeDateTime} from "@web/core/l10n/dates";
import {user} from "@web/core/user";

const RESPONSE = "fieldwork.checklist.response";
const STORED = "fieldwork.my_day.answers";

/**
 * Saves answers one by one, as they are given.
 *
 * Each gets its time and its id when it is given. What could not be sent is kept, also
 * when the page is closed, and is sent again as the same. Of one question one answer
 * is under way at a time, and what is given meanwhile follows it.
 */
export class AnswerKeeper {
    /**
     * @param {Object} orm
     * @param {Object} sender knows the server's time
     */
    constructor(orm, sender) {
        this.orm = orm;
        this.sender = sender;
        this.running = new Set();
        this.storage = `${STORED}.${user.userId}`;
        this.entries = reactive(this.stored());
    }

    key(response, question) {
        return `${response}/${question}`;
    }

    /**
     * @param {Number} response
     * @returns {Object[]} what was given on it and not saved yet
     */
    unsaved(response) {
        return Object.values(this.entries).filter(
            (entry) => entry.response === response
        );
    }

    /**
     * @param {Number} response
     * @param {Number} question
     * @param {{value: any, remark: String}} values what is new
     * @param {Function} onSaved called with what the server answers
     */
    async give(response, question, values, onSaved) {
        const key = this.key(response, question);
        const before = this.entries[key];
        this.entries[key] = {
            response,
            question,
            values: {...before?.values, ...values},
            event: {
                at: serializeDateTime(this.sender.now().startOf("second")),
                client_uuid: newUuid(),
            },
            state: "saving",
            error: "",
        };
        this.store();
        await this.push(key, onSaved);
    }

    /** Sends what was not saved. */
    async sendAgain(response, onSaved) {
        for (const {question} of this.unsaved(response)) {
            await this.push(this.key(response, question), (result) =>
                onSaved(question, result)
            );
        }
    }

    async push(key, onSaved) {
        if (this.running.has(key)) {
            return;
        }
        this.running.add(key);
        try {
            while (this.entries[key] && (await this.pushOnce(key, onSaved))) {
                // Something newer was given meanwhile.
            }
        } finally {
            this.running.delete(key);
        }
    }

    async pushOnce(key, onSaved) {
        const entry = this.entries[key];
        const {response, question, values, event} = entry;
        entry.state = "saving";
        try {
            const result = await this.orm.call(
                RESPONSE,
                "action_answer",
                [[response]],
                {
                    question,
                    ...values,
                    ...event,
                }
            );
            if (this.isOvertaken(key, event)) {
                return true;
            }
            delete this.entries[key];
            onSaved?.(result);
        } catch (error) {
            const lost = error instanceof ConnectionLostError;
            if (!lost && this.isOvertaken(key, event)) {
                return true;
            }
            this.entries[key].state = lost ? "unsent" : "refused";
            this.entries[key].error = explainError(error);
        } finally {
            this.store();
        }
        return false;
    }

    /** Something newer was given while an answer was under way. */
    isOvertaken(key, event) {
        return this.entries[key].event.client_uuid !== event.client_uuid;
    }

    // What outlives the page

    stored() {
        try {
            const entries = JSON.parse(browser.localStorage.getItem(this.storage));
            for (const entry of Object.values(entries || {})) {
                entry.state = "unsent";
            }
            return entries || {};
        } catch {
            return {};
        }
    }

    store() {
        const kept = Object.entries(this.entries).filter(
            ([, {state}]) => state !== "refused"
        );
        try {
            browser.localStorage.setItem(
                this.storage,
                JSON.stringify(Object.fromEntries(kept))
            );
        } catch {
            // Full or forbidden: what is on the screen is still there.
        }
    }
}
