import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Short words for the badge; the label of the selection says the whole in the tooltip.
 * Colour is never the only sign.
 */
export const AGE_TEXTS = {
    red: _t("Too long"),
    orange: _t("Long"),
    yellow: _t("Date past"),
    blue: _t("Today"),
    green: _t("In time"),
};

/**
 * The age of an open order as a coloured badge with a word, and a shield where it is
 * old and its equipment under warranty.
 */
export class AgeField extends Component {
    static template = "fieldwork.AgeField";
    static props = {...standardFieldProps};

    get colour() {
        return this.props.record.data[this.props.name] || "";
    }

    get text() {
        return AGE_TEXTS[this.colour] || this.label;
    }

    get label() {
        const {selection} = this.props.record.fields[this.props.name];
        const option = selection.find(([value]) => value === this.colour);
        return option ? option[1] : "";
    }

    get underWarranty() {
        return Boolean(this.props.record.data.age_under_warranty);
    }
}

export const ageField = {
    component: AgeField,
    displayName: _t("Age of an Order"),
    supportedTypes: ["selection"],
    fieldDependencies: [{name: "age_under_warranty", type: "boolean", readonly: true}],
};

registry.category("fields").add("fieldwork_age", ageField);
