import {Component} from "@odoo/owl";
import {VisitScreen} from "@fieldwork/my_day/visit_screen";

const MARKS = {
    full: {icon: "fa-check", style: "text-success"},
    part: {icon: "fa-check", style: "text-warning-emphasis"},
    none: {icon: "fa-times", style: "text-danger"},
    why: {icon: "fa-info-circle", style: "text-muted"},
};

/** What the contract covers of a visit, and what may be spent without asking. */
export class ContractCard extends Component {
    static template = "fieldwork_contract.MyDayContractCard";
    static props = {contract: Object};

    mark(line) {
        return MARKS[line.state];
    }
}

VisitScreen.components = {...VisitScreen.components, ContractCard};
