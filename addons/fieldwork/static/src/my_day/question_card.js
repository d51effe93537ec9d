import {Component, onWillUpdateProps, useState} from "@odoo/owl";
import {hasAnswer, isEmpty, isFlagged, needsRemark, toNumber} from "./checklist_form";
import {CameraButton} from "./camera_button";
import {PhotoUpload} from "./photo_upload";
import {SignaturePad} from "./signature_pad";
import {_t} from "@web/core/l10n/translation";
import {localization} from "@web/core/l10n/localization";
import {useDebounced} from "@web/core/utils/timing";

const YES_NO = [
    {value: "yes", label: _t("Yes")},
    {value: "no", label: _t("No")},
    {value: "na", label: _t("Not applicable")},
];
const PATIENCE = {text: 1000, number: 1500};

/** One question of a checklist. */
export class QuestionCard extends Component {
    static template = "fieldwork.MyDayQuestionCard";
    static components = {CameraButton, PhotoUpload, SignaturePad};
    static props = {
        question: Object,
        // What is not saved yet, as the keeper of answers has it
        entry: {optional: true},
        uploads: {type: Array, optional: true},
        readonly: Boolean,
        preview: {type: Boolean, optional: true},
        onAnswer: Function,
        onSendAgain: {type: Function, optional: true},
        onFiles: {type: Function, optional: true},
        onSendPhoto: {type: Function, optional: true},
        onForgetPhoto: {type: Function, optional: true},
        onFollowUp: {type: Function, optional: true},
    };
    static defaultProps = {uploads: [], preview: false};

    setup() {
        this.yesNo = YES_NO;
        const {answer} = this.props.question;
        this.state = useState({
            text: this.written(answer),
            remark: answer?.remark || "",
            wrong: "",
            remarks: false,
            ink: "",
        });
        this.typed = {text: false, remark: false};
        const last = {execBeforeUnmount: true};
        this.saveTextSoon = useDebounced(() => this.saveText(), PATIENCE.text, last);
        this.saveNumberSoon = useDebounced(
            () => this.saveText(),
            PATIENCE.number,
            last
        );
        this.saveRemarkSoon = useDebounced(
            () => this.saveRemark(),
            PATIENCE.text,
            last
        );
        onWillUpdateProps(({question}) => this.follow(question.answer));
    }

    /** Shows what came from elsewhere, but never over what is being typed. */
    follow(answer) {
        if (!this.typed.text && !this.state.wrong) {
            this.state.text = this.written(answer);
        }
        if (!this.typed.remark) {
            this.state.remark = answer?.remark || "";
        }
    }

    written(answer) {
        const value = answer ? answer.value : false;
        if (isEmpty(value)) {
            return "";
        }
        return this.props.question.kind === "number"
            ? String(value).replace(".", localization.decimalPoint || ".")
            : String(value);
    }

    // What is shown

    get id() {
        return `fieldwork_question_${this.props.question.id}`;
    }

    get answer() {
        return this.props.question.answer || {value: false, photos: []};
    }

    get isAnswered() {
        return hasAnswer(this.props.question);
    }

    get isFlagged() {
        return isFlagged(this.props.question);
    }

    get needsRemark() {
        return needsRemark(this.props.question);
    }

    get isMissing() {
        const {question} = this.props;
        return this.isAnswered ? this.needsRemark : Boolean(question.required);
    }

    get showsRemark() {
        return this.isFlagged || this.state.remark || this.state.remarks;
    }

    get flagText() {
        return this.answer.out_of_limits ? _t("Out of limits") : _t("Defect");
    }

    get limits() {
        const {minimum, maximum, unit} = this.props.question;
        const say = (number) => {
            const text = String(number).replace(".", localization.decimalPoint || ".");
            return unit ? `${text} ${unit}` : text;
        };
        const [low, high] = [minimum, maximum].map((one) => typeof one === "number");
        if (low && high) {
            return _t("Between %(minimum)s and %(maximum)s", {
                minimum: say(minimum),
                maximum: say(maximum),
            });
        }
        if (low) {
            return _t("At least %(minimum)s", {minimum: say(minimum)});
        }
        return high ? _t("At most %(maximum)s", {maximum: say(maximum)}) : "";
    }

    get mayBeNegative() {
        const {minimum} = this.props.question;
        return typeof minimum !== "number" || minimum < 0;
    }

    get proposed() {
        const {question} = this.props;
        const value = this.parse(question.default);
        if (this.isAnswered || isEmpty(value) || Number.isNaN(value)) {
            return "";
        }
        const names = {
            yesno: () => YES_NO.find((one) => one.value === value)?.label,
            single: () => question.options.find(({id}) => id === value)?.name,
            multiple: () =>
                question.options
                    .filter(({id}) => value.includes(id))
                    .map(({name}) => name)
                    .join(", "),
        };
        const name = names[question.kind];
        return String((name ? name() : question.default) || "");
    }

    parse(text) {
        const {kind, options} = this.props.question;
        const named = (word) =>
            options.find(
                ({id, name}) => String(id) === word.trim() || name === word.trim()
            )?.id || false;
        if (!text || ["photo", "signature"].includes(kind)) {
            return false;
        }
        if (kind === "number") {
            return toNumber(text);
        }
        if (kind === "single") {
            return named(String(text));
        }
        if (kind === "multiple") {
            return String(text).split(",").map(named).filter(Boolean);
        }
        return String(text);
    }

    get cameraLabel() {
        return _t("Take a photo");
    }

    get inkUrl() {
        const {value} = this.answer;
        // Before the server has it, it is the picture itself.
        return String(value).startsWith("/") || String(value).startsWith("http")
            ? value
            : `data:image/png;base64,${value}`;
    }

    isChosen(value) {
        const given = this.answer.value;
        return Array.isArray(given) ? given.includes(value) : given === value;
    }

    // What is answered

    give(values) {
        this.props.onAnswer(this.props.question, values);
    }

    /** A second press on the same takes it back. */
    choose(value) {
        this.give({value: this.isChosen(value) ? false : value});
    }

    toggle(option) {
        const given = this.answer.value || [];
        const value = given.includes(option)
            ? given.filter((one) => one !== option)
            : [...given, option];
        this.give({value: value.length ? value : false});
    }

    takeProposed() {
        this.give({value: this.parse(this.props.question.default)});
    }

    onText(ev) {
        this.state.text = ev.target.value;
        this.state.wrong = "";
        this.typed.text = true;
        if (this.props.question.kind === "number") {
            this.saveNumberSoon();
        } else {
            this.saveTextSoon();
        }
    }

    changeSign() {
        const {text} = this.state;
        this.state.text = text.startsWith("-") ? text.slice(1) : `-${text}`;
        this.typed.text = true;
        this.saveText();
    }

    saveText() {
        if (!this.typed.text || this.props.readonly) {
            return;
        }
        const text = this.state.text.trim();
        const value = this.props.question.kind === "number" ? toNumber(text) : text;
        if (Number.isNaN(value)) {
            this.state.wrong = _t("Write a number, such as 1.5.");
            return;
        }
        this.typed.text = false;
        const given = isEmpty(value) ? false : value;
        if (given !== this.answer.value) {
            this.give({value: given});
        }
    }

    onRemark(ev) {
        this.state.remark = ev.target.value;
        this.typed.remark = true;
        this.saveRemarkSoon();
    }

    saveRemark() {
        if (!this.typed.remark || this.props.readonly) {
            return;
        }
        this.typed.remark = false;
        const remark = this.state.remark.trim();
        if (remark !== (this.answer.remark || "")) {
            this.give({remark});
        }
    }

    onDate(ev) {
        this.give({value: ev.target.value || false});
    }

    saveInk() {
        this.give({value: this.state.ink});
        this.state.ink = "";
    }
}
