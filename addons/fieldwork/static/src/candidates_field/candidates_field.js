import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const SHOWN = 12;

/**
 * Who could come, free ones first; a click puts somebody on the crew or takes them off.
 *
 * The first technician leads, the next ones help, things go along. The record needs the
 * fields `lead_id`, `helper_ids` and `thing_ids`.
 */
export class CandidatesField extends Component {
    static template = "fieldwork.CandidatesField";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({all: false});
    }

    get candidates() {
        return this.props.record.data[this.props.name] || [];
    }

    get technicians() {
        return this.candidates.filter((c) => c.kind === "technician");
    }

    get things() {
        return this.candidates.filter((c) => c.kind !== "technician");
    }

    get groups() {
        const groups = [];
        for (const [label, members] of [
            [_t("Technicians"), this.technicians],
            [_t("Vans and tools"), this.things],
        ]) {
            if (members.length) {
                const shown = this.state.all ? members : members.slice(0, SHOWN);
                groups.push({label, members: shown});
            }
        }
        return groups;
    }

    get hiddenCount() {
        if (this.state.all) {
            return 0;
        }
        const over = (members) => Math.max(members.length - SHOWN, 0);
        return over(this.technicians) + over(this.things);
    }

    role(candidate) {
        const {lead_id, helper_ids, thing_ids} = this.props.record.data;
        if (lead_id && lead_id.id === candidate.id) {
            return "lead";
        }
        if (helper_ids.currentIds.includes(candidate.id)) {
            return "helper";
        }
        return thing_ids.currentIds.includes(candidate.id) ? "thing" : "";
    }

    title(candidate) {
        if (!candidate.free) {
            return _t("%s is not free at that time", candidate.name);
        }
        if (!candidate.skilled) {
            return _t("%s is free, but lacks a skill", candidate.name);
        }
        return _t("%s is free at that time", candidate.name);
    }

    async toggle(candidate) {
        const {record} = this.props;
        const role = this.role(candidate);
        if (candidate.kind !== "technician") {
            await this.change("thing_ids", candidate.id, role);
        } else if (role === "lead") {
            await record.update({lead_id: false});
        } else if (role === "helper" || record.data.lead_id) {
            await this.change("helper_ids", candidate.id, role);
        } else {
            const lead = {id: candidate.id, display_name: candidate.name};
            await record.update({lead_id: lead});
        }
    }

    async change(name, id, isThere) {
        const list = this.props.record.data[name];
        await list.addAndRemove(isThere ? {remove: [id]} : {add: [id]});
    }
}

export const candidatesField = {
    component: CandidatesField,
    displayName: _t("Who is Free"),
    supportedTypes: ["json"],
};

registry.category("fields").add("fieldwork_candidates", candidatesField);
