"""Which questions of a checklist are asked, and which still miss an answer.

Works on the list ``questions`` of ``fieldwork.checklist.response.get_form``; the
technician's screen (``static/src/my_day``) decides in the same way before the server
has answered. Of a question it reads ``id``, ``section``, ``kind``, ``required``,
``condition`` (``{question_id, values}`` or False) and ``answer`` (``{value, remark,
out_of_limits, is_defect}`` or False).
"""


def is_empty(value):
    """Tell whether ``value`` is no answer; zero is one."""
    return value is None or value is False or value == "" or value == []


def has_answer(question):
    answer = question["answer"]
    if not answer:
        return False
    if question["kind"] == "photo":
        return bool(answer["value"])  # how many there are
    return not is_empty(answer["value"])


def needs_remark(question):
    """An answer out of limits, or one that is a defect, is explained."""
    answer = question["answer"]
    if not has_answer(question):
        return False
    flagged = answer["out_of_limits"] or answer["is_defect"]
    return bool(flagged and not (answer["remark"] or "").strip())


def shown(questions):
    """Return the questions and sections that are asked, given the answers so far.

    A condition looks at a question before it, and is met only where that one is asked
    itself.
    """
    values, result = {}, []
    for question in questions:
        condition = question["condition"]
        if condition and not _meets(values.get(condition["question_id"]), condition):
            continue
        result.append(question)
        if has_answer(question):
            values[question["id"]] = question["answer"]["value"]
    return result


def missing(questions):
    """Return the ids of the questions without which the list is not complete."""
    return [
        question["id"]
        for question in shown(questions)
        if not question["section"]
        and (
            needs_remark(question)
            if has_answer(question)
            else bool(question["required"])
        )
    ]


def progress(questions):
    """Return ``(asked, answered, missing ids)``; sections do not count."""
    asked = [question for question in shown(questions) if not question["section"]]
    answered = sum(map(has_answer, asked))
    return len(asked), answered, missing(questions)


def _meets(value, condition):
    if isinstance(value, list):
        return any(one in condition["values"] for one in value)
    return value in condition["values"]
