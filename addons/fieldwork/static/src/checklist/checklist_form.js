/**
 * Which questions of a checklist are asked, and which still miss an answer.
 *
 * The same as `tools/checklist_form.py`, for what the screen shows before the server
 * has answered. Works on the questions of `fieldwork.checklist.response.get_form`.
 */

export function hasAnswer(question) {
    const value = question.answer ? question.answer.value : false;
    if (question.kind === "photo") {
        return Boolean(value);
    }
    const empty = [undefined, null, false, ""].includes(value);
    return !empty && !(Array.isArray(value) && !value.length);
}

/** An answer out of limits, or one that is a defect, is explained. */
export function needsRemark(question) {
    if (!hasAnswer(question)) {
        return false;
    }
    const {out_of_limits, is_defect, remark} = question.answer;
    return Boolean((out_of_limits || is_defect) && !(remark || "").trim());
}

function isMet(condition, values) {
    const value = values[condition.question_id];
    const given = Array.isArray(value) ? value : [value];
    return given.some((one) => condition.values.includes(one));
}

/** The questions and sections that are asked, given the answers so far. */
export function shown(questions) {
    const values = {};
    return questions.filter((question) => {
        if (question.condition && !isMet(question.condition, values)) {
            return false;
        }
        if (hasAnswer(question)) {
            values[question.id] = question.answer.value;
        }
        return true;
    });
}

/** The ids of the questions without which the list is not complete. */
export function missing(questions) {
    return shown(questions)
        .filter(
            (question) =>
                !question.section &&
                (hasAnswer(question) ? needsRemark(question) : question.required)
        )
        .map((question) => question.id);
}
