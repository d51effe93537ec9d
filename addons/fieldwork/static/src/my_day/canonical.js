/**
 * The one written form of what is signed: the same text here and on the server, whose
 * twin is tools/canonical.py. Sorted keys, no blanks, no fractions.
 */

/** Order of code points, as Python sorts; by default JavaScript sorts UTF-16 units. */
function byCodePoint(one, other) {
    const left = [...one].map((char) => char.codePointAt(0));
    const right = [...other].map((char) => char.codePointAt(0));
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
        if (left[i] !== right[i]) {
            return left[i] - right[i];
        }
    }
    return left.length - right.length;
}

/**
 * @param {any} value texts, integers, booleans, null, and lists and objects of these
 * @returns {String} canonical JSON
 */
export function canonical(value) {
    if (Array.isArray(value)) {
        return `[${value.map(canonical).join(",")}]`;
    }
    if (value !== null && typeof value === "object") {
        const pairs = Object.keys(value)
            .sort(byCodePoint)
            .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
        return `{${pairs.join(",")}}`;
    }
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
        throw new TypeError(`${value} has no canonical form`);
    }
    if (!["string", "number", "boolean"].includes(typeof value) && value !== null) {
        throw new TypeError(`${typeof value} has no canonical form`);
    }
    return JSON.stringify(value);
}

/**
 * @param {String} text
 * @returns {Promise<String>} SHA-256 of the text as hexadecimal digits
 */
export async function digest(text) {
    const bytes = new TextEncoder().encode(text);
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    return [...new Uint8Array(hash)]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
}
