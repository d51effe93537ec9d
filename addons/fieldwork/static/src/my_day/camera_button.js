import {Component} from "@odoo/owl";

/** Opens the phone's camera, or its pictures. */
export class CameraButton extends Component {
    static template = "fieldwork.MyDayCameraButton";
    static props = {
        label: String,
        onFiles: Function,
        camera: {type: Boolean, optional: true},
        style: {type: String, optional: true},
        disabled: {type: Boolean, optional: true},
    };
    static defaultProps = {camera: true, style: "btn-primary", disabled: false};

    onChange(ev) {
        const files = [...ev.target.files];
        // The same picture may be chosen again.
        ev.target.value = "";
        if (files.length) {
            this.props.onFiles(files);
        }
    }
}
