import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";

/** @returns {Object} a visit as ``get_my_day`` gives it */
export function makeVisit(vals = {}) {
    return {
        id: 7,
        order_id: 3,
        name: "FW000007",
        type: "Repair",
        color: 1,
        priority: "0",
        customer: "Bakery Lindt",
        customer_reference: "",
        description: "No hot water",
        internal_note: "",
        deadline: false,
        start: "2026-03-10 08:00:00",
        stop: "2026-03-10 10:00:00",
        day: "2026-03-10",
        state: "planned",
        state_label: "Planned",
        outcome: false,
        findings: "",
        work_done: "",
        customer_remarks: "",
        promised_start: false,
        promised_stop: false,
        assignment_id: 11,
        response: "accepted",
        is_lead: true,
        crew: [{name: "Ana", lead: true, me: true}],
        things: [],
        running: false,
        hours: {travel: 0, work: 0, pause: 0},
        has_begun: false,
        site: {
            name: "Shop",
            address: "Calle Mayor 1, Madrid",
            map_url: "https://map.example/",
            latitude: false,
            longitude: false,
            tz: "Europe/Madrid",
            access_notes: "",
            door_code: "",
        },
        phones: [],
        equipment: [],
        materials: [],
        checklists: [],
        photos: [],
        signatures: [],
        signature_rules: {technician: "no", customer: "no"},
        ...vals,
    };
}

/** @returns {Object} what ``get_my_day`` answers */
export function makeDay(visits, vals = {}) {
    return {
        day: "2026-03-10",
        today: "2026-03-10",
        now: "2026-03-10 08:00:00",
        days: [
            {day: "2026-03-10", count: visits.length},
            {day: "2026-03-11", count: 0},
        ],
        visits,
        horizon_days: 14,
        why_empty: visits.length ? false : "nothing",
        ...vals,
    };
}

/**
 * Takes the connection away while ``server.lost``.
 *
 * @param {Object} server
 * @param {String} method of the server that is not reached
 */
export function loseConnection(server, method) {
    patchWithCleanup(rpc, {
        _rpc(url, params) {
            if (server.lost && params?.method === method) {
                server.tried = [...(server.tried || []), params.kwargs];
                return Promise.reject(new ConnectionLostError(url));
            }
            return super._rpc(...arguments);
        },
    });
}
