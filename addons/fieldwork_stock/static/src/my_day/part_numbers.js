import {ConnectionLostError} from "@web/core/network/rpc";
import {MaterialScreen} from "@fieldwork/my_day/material_screen";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** Lots and serial numbers of the own van are picked; any other is written. */
patch(MaterialScreen.prototype, {
    setup() {
        super.setup();
        Object.assign(this.state, {tracking: "none", numbers: []});
    },

    get serialLabel() {
        return this.state.tracking === "lot" ? _t("Lot number") : super.serialLabel;
    },

    open(line) {
        super.open(line);
        this.findNumbers();
    },

    async findNumbers() {
        Object.assign(this.state, {tracking: "none", numbers: []});
        const {line} = this.state;
        if (!line.material && !line.product) {
            return;
        }
        const part = line.material
            ? {material: line.material}
            : {product: line.product};
        try {
            const told = await this.orm.call(
                "fieldwork.visit",
                "get_part_numbers",
                [[this.props.visit.id]],
                part
            );
            // Another line may be open by now.
            if (this.state.line === line) {
                Object.assign(this.state, told);
            }
        } catch (error) {
            // Without a network the number is written.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    },

    get written() {
        return this.state.line.serial
            .split(",")
            .map((name) => name.trim())
            .filter(Boolean);
    },

    /** A line is of one lot; of serial numbers it may have several. */
    pickNumber(name) {
        const {written} = this;
        const others = written.filter((other) => other !== name);
        const isThere = others.length < written.length;
        const kept = this.state.tracking === "lot" ? [] : others;
        this.state.line.serial = [...kept, ...(isThere ? [] : [name])].join(", ");
    },
});
