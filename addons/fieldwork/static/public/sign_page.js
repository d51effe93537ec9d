// The field to sign in of the page /fieldwork/s/<token>. Not a module of the web
// client: the page loads this file alone.
(function () {
    "use strict";
    const form = document.getElementById("sign");
    const pad = document.getElementById("pad");
    const empty = document.getElementById("empty");
    const context = pad.getContext("2d");
    let drawn = false;
    let last = null;

    function point(event) {
        const box = pad.getBoundingClientRect();
        return {
            x: ((event.clientX - box.left) * pad.width) / box.width,
            y: ((event.clientY - box.top) * pad.height) / box.height,
        };
    }

    function clear() {
        context.clearRect(0, 0, pad.width, pad.height);
        drawn = false;
    }

    // As many points as the screen has, so that the strokes are not stretched.
    function fit() {
        const box = pad.getBoundingClientRect();
        const scale = Math.min(window.devicePixelRatio || 1, 2);
        pad.width = Math.round(box.width * scale);
        pad.height = Math.round(box.height * scale);
        context.lineWidth = 2.5 * scale;
        context.lineCap = "round";
        context.lineJoin = "round";
        context.strokeStyle = "#111827";
        drawn = false;
    }

    pad.addEventListener("pointerdown", (event) => {
        pad.setPointerCapture(event.pointerId);
        last = point(event);
        event.preventDefault();
    });
    pad.addEventListener("pointermove", (event) => {
        if (!last) {
            return;
        }
        const next = point(event);
        context.beginPath();
        context.moveTo(last.x, last.y);
        context.lineTo(next.x, next.y);
        context.stroke();
        last = next;
        drawn = true;
        empty.hidden = true;
    });
    for (const name of ["pointerup", "pointercancel"]) {
        pad.addEventListener(name, () => {
            last = null;
        });
    }
    document.getElementById("clear").addEventListener("click", clear);
    form.addEventListener("submit", (event) => {
        if (!drawn) {
            empty.hidden = false;
            event.preventDefault();
            return;
        }
        form.elements.image.value = pad.toDataURL("image/png");
    });
    // Not at each resize: that would wipe what was drawn when a keyboard opens.
    fit();
})();
