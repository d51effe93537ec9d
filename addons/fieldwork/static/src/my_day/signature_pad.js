import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";

const INK = "#10204a";
const PAPER = "#ffffff";
// Sharp enough for paper; more only makes the picture heavier.
const MOST_PIXELS = 2;
// A touch by mistake is no signature: so much of the pad's width has to be drawn.
const LEAST_LENGTH = 0.1;

/**
 * Where a person signs with a finger.
 *
 * Strokes are kept in parts of the pad's width, so that turning the phone loses none.
 */
export class SignaturePad extends Component {
    static template = "fieldwork.MyDaySignaturePad";
    static props = {
        label: String,
        // Called with the picture (PNG in base64), empty while nobody has signed
        onChange: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.strokes = [];
        this.drawing = false;
        this.state = useState({isBlank: true});
        const fit = () => this.fit();
        onMounted(() => {
            this.fit();
            browser.addEventListener("resize", fit);
        });
        onWillUnmount(() => browser.removeEventListener("resize", fit));
    }

    fit() {
        const {el} = this.canvas;
        const pixels = Math.min(browser.devicePixelRatio || 1, MOST_PIXELS);
        el.width = Math.max(1, Math.round(el.clientWidth * pixels));
        el.height = Math.max(1, Math.round(el.clientHeight * pixels));
        const context = el.getContext("2d");
        context.fillStyle = PAPER;
        context.fillRect(0, 0, el.width, el.height);
        Object.assign(context, {lineCap: "round", lineJoin: "round"});
        context.strokeStyle = INK;
        context.lineWidth = Math.max(2, el.width / 150);
        this.strokes.forEach((stroke) => {
            stroke.forEach((_point, index) => this.line(stroke, index));
        });
    }

    line(stroke, index) {
        const {el} = this.canvas;
        const context = el.getContext("2d");
        const [from, to] = [stroke[Math.max(0, index - 1)], stroke[index]];
        context.beginPath();
        context.moveTo(from.x * el.width, from.y * el.width);
        context.lineTo(to.x * el.width, to.y * el.width);
        context.stroke();
    }

    point(ev) {
        const box = this.canvas.el.getBoundingClientRect();
        const width = box.width || 1;
        return {x: (ev.clientX - box.left) / width, y: (ev.clientY - box.top) / width};
    }

    onDown(ev) {
        if (this.drawing !== false) {
            // A second finger, or the ball of the hand
            return;
        }
        this.drawing = ev.pointerId;
        try {
            this.canvas.el.setPointerCapture(ev.pointerId);
        } catch {
            // The pointer is gone already.
        }
        this.strokes.push([this.point(ev)]);
        this.line(this.strokes.at(-1), 0);
    }

    onMove(ev) {
        if (ev.pointerId === this.drawing) {
            const stroke = this.strokes.at(-1);
            stroke.push(this.point(ev));
            this.line(stroke, stroke.length - 1);
        }
    }

    onUp(ev) {
        if (ev.pointerId === this.drawing) {
            this.drawing = false;
            this.tell();
        }
    }

    clear() {
        this.strokes = [];
        this.drawing = false;
        this.fit();
        this.tell();
    }

    tell() {
        this.state.isBlank = strokesLength(this.strokes) < LEAST_LENGTH;
        this.props.onChange(this.state.isBlank ? "" : this.image());
    }

    image() {
        return this.canvas.el.toDataURL("image/png").split(",", 2)[1];
    }
}

/**
 * @param {Object[][]} strokes lists of points
 * @returns {Number} how far the finger went
 */
export function strokesLength(strokes) {
    return strokes
        .flatMap((stroke) =>
            stroke
                .slice(1)
                .map(({x, y}, index) =>
                    Math.hypot(x - stroke[index].x, y - stroke[index].y)
                )
        )
        .reduce((sum, length) => sum + length, 0);
}
