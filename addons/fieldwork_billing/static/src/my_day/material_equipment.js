import {MaterialScreen} from "@fieldwork/my_day/material_screen";
import {patch} from "@web/core/utils/patch";

/** A part is for one machine of the order, where there are several. */
patch(MaterialScreen.prototype, {
    get machines() {
        const {equipment} = this.props.visit;
        return equipment.length > 1 ? equipment : [];
    },

    machineLabel({name, serial}) {
        return serial ? `${name} · ${serial}` : name;
    },

    toEdit(line) {
        return {...super.toEdit(line), equipment: line.equipment || false};
    },

    toTell(line) {
        const values = super.toTell(line);
        if (this.machines.length) {
            values.details = {...values.details, equipment: line.equipment || false};
        }
        return values;
    },

    chooseMachine(id) {
        this.state.line.equipment = id;
    },

    told(line) {
        const machine = this.machines.find(({id}) => id === line.equipment);
        return [super.told(line), machine?.name].filter(Boolean).join(" · ");
    },
});
