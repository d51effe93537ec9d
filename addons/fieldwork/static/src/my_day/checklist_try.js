import {Component, onWillStart, useState} from "@odoo/owl";
import {ChecklistScreen} from "./checklist_screen";
import {localAnswer} from "./checklist_form";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** A checklist as the technician will see it; nothing is saved. */
export class ChecklistTry extends Component {
    static template = "fieldwork.ChecklistTry";
    static components = {ChecklistScreen};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({form: false});
        onWillStart(async () => {
            const {form, checklist_id: id} = this.props.action.params || {};
            this.state.form =
                form ||
                (await this.orm.call("fieldwork.checklist", "get_try_form", [[id]]));
        });
    }

    answer(question, values) {
        question.answer = localAnswer(question, values);
    }
}

registry.category("actions").add("fieldwork_checklist_try", ChecklistTry);
