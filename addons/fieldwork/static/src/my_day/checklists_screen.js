import {Component, onWillStart, useState} from "@odoo/owl";
import {ChecklistScreen} from "./checklist_screen";
import {_t} from "@web/core/l10n/translation";
import {explainError} from "./my_day_utils";
import {localAnswer} from "./checklist_form";
import {useService} from "@web/core/utils/hooks";

const RESPONSE = "fieldwork.checklist.response";
const WHEN = {
    before_start: _t("Before the start"),
    during: _t("During the work"),
    before_done: _t("Before the end"),
};

/** The checklists of a visit, and the one that is open. */
export class ChecklistsScreen extends Component {
    static template = "fieldwork.MyDayChecklistsScreen";
    static components = {ChecklistScreen};
    static props = {
        visit: Object,
        keeper: Object,
        outbox: Object,
        onOpen: Function,
        // Id of the open list, 0: all of them
        part: {type: Number},
    };

    setup() {
        this.orm = useService("orm");
        this.entries = useState(this.props.keeper.entries);
        this.uploads = useState(this.props.outbox.items);
        this.state = useState({
            lists: this.props.visit.checklists,
            form: false,
            error: "",
        });
        onWillStart(() => this.open(this.props.part));
    }

    get groups() {
        return Object.entries(WHEN)
            .map(([when, label]) => ({
                when,
                label,
                lists: this.state.lists.filter((list) => list.when === when),
            }))
            .filter(({lists}) => lists.length);
    }

    async guarded(work) {
        this.state.error = "";
        try {
            await work();
        } catch (error) {
            this.state.error = explainError(error);
        }
    }

    async open(id) {
        await this.guarded(async () => {
            if (id) {
                const form = await this.orm.call(RESPONSE, "get_form", [[id]]);
                this.show(form);
            } else {
                this.state.lists = await this.orm.call(
                    "fieldwork.visit",
                    "get_checklists",
                    [[this.props.visit.id]]
                );
            }
        });
    }

    /** What was given and is not saved is shown, and sent again. */
    show(form) {
        for (const {question, values} of this.props.keeper.unsaved(form.id)) {
            const asked = form.questions.find(({id}) => id === question);
            if (asked) {
                asked.answer = localAnswer(asked, values);
            }
        }
        this.state.form = form;
        this.props.keeper.sendAgain(form.id, (id, result) => this.saved(id, result));
    }

    // Answers

    question(id) {
        return this.state.form.questions.find((question) => question.id === id);
    }

    saved(id, result) {
        this.question(id).answer = result.answer;
        this.state.form.state = result.state;
    }

    async answer(question, values) {
        question.answer = localAnswer(question, values);
        await this.props.keeper.give(
            this.state.form.id,
            question.id,
            values,
            (result) => this.saved(question.id, result)
        );
    }

    entryOf(question) {
        return this.entries[this.props.keeper.key(this.state.form.id, question.id)];
    }

    async sendAgain(question) {
        const {keeper} = this.props;
        await keeper.push(keeper.key(this.state.form.id, question.id), (result) =>
            this.saved(question.id, result)
        );
    }

    async followUp(question) {
        await this.guarded(async () => {
            question.answer.follow_up = await this.orm.call(
                RESPONSE,
                "action_follow_up",
                [[this.state.form.id], question.id]
            );
        });
    }

    // Photos

    uploadsOf(question) {
        const {id} = this.state.form;
        return this.uploads.filter(
            ({values}) => values.response === id && values.question === question.id
        );
    }

    takePhotos(question, files) {
        const {outbox, visit} = this.props;
        const response = this.state.form.id;
        for (const file of files) {
            outbox.add(
                visit.id,
                file,
                {kind: "other", response, question: question.id},
                () => this.photoSent(question.id)
            );
        }
    }

    /** Asks for the answer that the photo became part of. */
    async photoSent(id) {
        const {form} = this.state;
        const fresh = await this.orm.call(RESPONSE, "get_form", [[form.id]]);
        const found = fresh.questions.find((question) => question.id === id);
        const question = this.question(id);
        if (found && !this.entryOf(question)) {
            question.answer = found.answer;
        }
    }

    sendPhoto(id) {
        return this.props.outbox.sendAgain(id);
    }

    forgetPhoto(id) {
        this.props.outbox.forget(id);
    }
}
