/**
 * Which questions of a checklist are asked, which still miss an answer, and what an
 * answer means. The server decides in the same way (``tools/checklist_form.py``); the
 * screen does so at once, and also with no connection.
 *
 * A question is as ``get_form`` of ``fieldwork.checklist.response`` gives it.
 */

const EMPTY = [undefined, null, false, ""];

/**
 * @param {any} value
 * @returns {Boolean} it is no answer; zero is one
 */
export function isEmpty(value) {
    return EMPTY.includes(value) || (Array.isArray(value) && !value.length);
}

/**
 * @param {Object} question
 * @returns {Boolean}
 */
export function hasAnswer(question) {
    const {answer, kind} = question;
    if (!answer) {
        return false;
    }
    return kind === "photo" ? Boolean(answer.value) : !isEmpty(answer.value);
}

/**
 * @param {Object} question
 * @returns {Boolean} the answer is out of limits or a defect
 */
export function isFlagged(question) {
    const {answer} = question;
    return hasAnswer(question) && Boolean(answer.out_of_limits || answer.is_defect);
}

/**
 * @param {Object} question
 * @returns {Boolean} the answer has to be explained and is not yet
 */
export function needsRemark(question) {
    return isFlagged(question) && !(question.answer.remark || "").trim();
}

function meets(value, {values}) {
    return Array.isArray(value)
        ? value.some((one) => values.includes(one))
        : values.includes(value);
}

/**
 * A condition looks at a question before it, and is met only where that one is asked
 * itself.
 *
 * @param {Object[]} questions
 * @returns {Object[]} the questions and sections that are asked
 */
export function shown(questions) {
    const given = new Map();
    return questions.filter((question) => {
        const {condition} = question;
        if (condition && !meets(given.get(condition.question_id), condition)) {
            return false;
        }
        if (hasAnswer(question)) {
            given.set(question.id, question.answer.value);
        }
        return true;
    });
}

/**
 * @param {Object[]} questions
 * @returns {{asked: Number, answered: Number, missing: Number[]}} sections do not
 *  count; ``missing``: ids of the questions without which the list is not complete
 */
export function progress(questions) {
    const asked = shown(questions).filter(({section}) => !section);
    const missing = asked.filter((question) =>
        hasAnswer(question) ? needsRemark(question) : question.required
    );
    return {
        asked: asked.length,
        answered: asked.filter(hasAnswer).length,
        missing: missing.map(({id}) => id),
    };
}

function isOutOfLimits({kind, minimum, maximum}, value) {
    if (kind !== "number" || isEmpty(value)) {
        return false;
    }
    const below = typeof minimum === "number" && value < minimum;
    return below || (typeof maximum === "number" && value > maximum);
}

function isDefect({kind, defect_answer: defect, options}, value) {
    if (kind === "yesno") {
        return !isEmpty(value) && value === defect;
    }
    const chosen = Array.isArray(value) ? value : [value];
    return (options || []).some(({id, is_defect: bad}) => bad && chosen.includes(id));
}

/**
 * The answer before the server has said what it makes of it.
 *
 * @param {Object} question
 * @param {{value: any, remark: String}} values what is new
 * @returns {Object} an answer as ``get_form`` gives it
 */
export function localAnswer(question, values) {
    const blank = {value: false, remark: "", photos: [], follow_up: false};
    const answer = {...blank, ...question.answer, ...values};
    return {
        ...answer,
        out_of_limits: isOutOfLimits(question, answer.value),
        is_defect: isDefect(question, answer.value),
    };
}

/**
 * What a person types as a number, with a comma or a point.
 *
 * @param {String} text
 * @returns {Number|Boolean} false when empty, NaN when it is no number
 */
export function toNumber(text) {
    const cleaned = String(text ?? "")
        .replace(/[\s\u00a0]/g, "")
        .replace(/^\u2212/, "-")
        .replace(",", ".");
    if (!cleaned) {
        return false;
    }
    return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(cleaned) ? Number(cleaned) : NaN;
}
