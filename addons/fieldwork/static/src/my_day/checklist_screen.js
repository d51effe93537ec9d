import {Component, useState} from "@odoo/owl";
import {progress, shown} from "./checklist_form";
import {QuestionCard} from "./question_card";

/** The questions of one checklist, with what is missing. */
export class ChecklistScreen extends Component {
    static template = "fieldwork.MyDayChecklistScreen";
    static components = {QuestionCard};
    static props = {
        // As ``get_form`` gives it, reactive
        form: Object,
        preview: {type: Boolean, optional: true},
        onAnswer: Function,
        entryOf: {type: Function, optional: true},
        uploadsOf: {type: Function, optional: true},
        onSendAgain: {type: Function, optional: true},
        onFiles: {type: Function, optional: true},
        onSendPhoto: {type: Function, optional: true},
        onForgetPhoto: {type: Function, optional: true},
        onFollowUp: {type: Function, optional: true},
    };
    static defaultProps = {
        preview: false,
        entryOf: () => undefined,
        uploadsOf: () => [],
    };

    setup() {
        this.form = useState(this.props.form);
        this.state = useState({last: 0});
    }

    get questions() {
        return shown(this.form.questions);
    }

    get progress() {
        return progress(this.form.questions);
    }

    get share() {
        const {asked, answered} = this.progress;
        return asked ? Math.round((100 * answered) / asked) : 100;
    }

    /** Goes to the next one that is missing, round and round. */
    showMissing() {
        const {missing} = this.progress;
        const at = missing.indexOf(this.state.last);
        this.state.last = missing[(at + 1) % missing.length];
        const card = document.getElementById(`fieldwork_question_${this.state.last}`);
        card?.scrollIntoView({block: "center"});
        card?.querySelector("[tabindex='-1']")?.focus({preventScroll: true});
    }
}
