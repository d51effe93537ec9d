import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {toQuantity} from "./my_day_utils";
import {useDebounced} from "@web/core/utils/timing";
import {useService} from "@web/core/utils/hooks";

const FOUND = 6;
const QUANTITIES = ["used_qty", "left_qty", "returned_qty"];

/** What became of the materials: planned ones, and what was used besides. */
export class MaterialScreen extends Component {
    static template = "fieldwork.MyDayMaterialScreen";
    static props = {
        visit: Object,
        busy: Boolean,
        onMaterial: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.quantities = [
            {name: "used_qty", label: _t("Used")},
            {name: "left_qty", label: _t("Left with the customer")},
            {name: "returned_qty", label: _t("Brought back")},
        ];
        this.state = useState({line: false, term: "", found: [], missing: ""});
        this.search = useDebounced(() => this.find(), 300);
    }

    get serialLabel() {
        return _t("Serial numbers");
    }

    async find() {
        const term = this.state.term.trim();
        if (term.length < 2) {
            this.state.found = [];
            return;
        }
        const found = await this.orm.call("product.product", "name_search", [], {
            name: term,
            domain: [
                ["type", "!=", "combo"],
                ["type", "!=", "service"],
            ],
            limit: FOUND,
        });
        // An answer to an older question comes too late.
        if (term === this.state.term.trim()) {
            this.state.found = found.map(([id, name]) => ({id, name}));
        }
    }

    onTerm(ev) {
        this.state.term = ev.target.value;
        this.search();
    }

    edit(line) {
        this.open(this.toEdit(line));
    }

    /** What of a known line is edited; other addons add to it. */
    toEdit(line) {
        const untouched = !line.here || !QUANTITIES.some((name) => line[name]);
        return {
            material: line.id,
            name: line.name,
            uom: line.uom,
            serial: line.serial,
            used_qty: untouched ? line.planned_qty : line.used_qty,
            left_qty: line.left_qty,
            returned_qty: line.returned_qty,
        };
    }

    addProduct(product) {
        this.open({product: product.id, name: product.name, used_qty: 1});
    }

    addText() {
        this.open({name: this.state.term.trim(), used_qty: 1});
    }

    open(line) {
        const blank = {uom: "", serial: "", left_qty: 0, returned_qty: 0};
        this.state.line = {...blank, ...line};
        this.state.missing = "";
    }

    close() {
        Object.assign(this.state, {line: false, term: "", found: [], missing: ""});
    }

    step(name, by) {
        const now = toQuantity(this.state.line[name]) || 0;
        this.state.line[name] = Math.max(0, now + by);
    }

    /** What is told of a line; other addons tell theirs as ``details``. */
    toTell(line) {
        const values = {serial: line.serial};
        for (const name of QUANTITIES) {
            values[name] = toQuantity(line[name]);
        }
        return values;
    }

    async send() {
        const {line} = this.state;
        const values = this.toTell(line);
        if (QUANTITIES.some((name) => Number.isNaN(values[name]))) {
            this.state.missing = _t("Write quantities as numbers, such as 1.5.");
            return;
        }
        if (line.material) {
            values.material = line.material;
        } else if (line.product) {
            values.product = line.product;
        } else {
            values.name = line.name;
        }
        if (await this.props.onMaterial(values)) {
            this.close();
        }
    }

    told(line) {
        const told = this.quantities
            .filter(({name}) => line[name])
            .map(({name, label}) => `${label}: ${line[name]}`);
        return [...told, ...(told.length && line.serial ? [line.serial] : [])].join(
            " · "
        );
    }
}
