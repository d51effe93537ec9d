import {SectionListRenderer} from "@resource/section_list_renderer";
import {registry} from "@web/core/registry";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";

export class ChecklistQuestionsRenderer extends SectionListRenderer {
    setup() {
        super.setup();
        this.titleField = "name";
    }

    /** The heading reaches across, but for what takes the section out of the list. */
    getSectionColumns(columns) {
        const handles = columns.filter((column) => column.widget === "handle");
        const title = columns.find((column) => column.name === this.titleField);
        return [...handles, {...title, colspan: columns.length - handles.length}];
    }
}

ChecklistQuestionsRenderer.recordRowTemplate = "web.ListRenderer.RecordRow";

/** The questions of a checklist, with the sections as headings across the list. */
export class ChecklistQuestionsField extends X2ManyField {
    static components = {
        ...X2ManyField.components,
        ListRenderer: ChecklistQuestionsRenderer,
    };
}

export const checklistQuestionsField = {
    ...x2ManyField,
    component: ChecklistQuestionsField,
    additionalClasses: [...(x2ManyField.additionalClasses || []), "o_field_one2many"],
};

registry
    .category("fields")
    .add("fieldwork_checklist_questions", checklistQuestionsField);
