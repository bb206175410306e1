// The console's keys: "g" and a letter open what the navigation has, j and k go through rows,
// Enter opens one, "/" goes to the field that filters; what has a data-hotkey is pressed by that key,
// in the row first. Everything works without: the keys only press what is on the page.
"use strict";
(() => {
    let going = 0;
    const typing = (target) => target.closest("input, select, textarea, [contenteditable]");
    const rows = () => [...document.querySelectorAll("[data-row]")];

    function step(by) {
        const all = rows();
        if (!all.length) return;
        const at = all.indexOf(document.activeElement.closest("[data-row]"));
        all[Math.min(Math.max(at + by, 0), all.length - 1)].focus();
    }

    // What a key presses: a link or button of the row where the focus is, or of the page.
    function pressed(key) {
        const which = `[data-hotkey="${CSS.escape(key)}"]`;
        const row = document.activeElement.closest("[data-row]");
        const inside = row && row.querySelector(which);
        return inside || [...document.querySelectorAll(which)].find((one) => !one.closest("[data-row]"));
    }

    // What was to be mended is said no more once it is worked on.
    document.addEventListener("input", (event) => {
        const field = event.target.closest("[aria-invalid]");
        if (!field) return;
        field.removeAttribute("aria-invalid");
        document.getElementById(`${field.id}-mend`)?.remove();
        document.querySelector(`.mends a[href="#${CSS.escape(field.id)}"]`)?.parentElement.remove();
        const all = document.querySelector(".mends");
        if (all && !all.querySelector("li")) all.remove();
    });

    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
        if (going && event.timeStamp - going < 1500) {
            going = 0;
            const link = document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`);
            if (link) {
                event.preventDefault();
                link.click();
            }
            return;
        }
        going = 0;
        if (event.key === "g") going = event.timeStamp;
        else if (event.key === "j") step(1);
        else if (event.key === "k") step(-1);
        else if (event.key === "Enter" && event.target.matches("[data-row]")) {
            const link = event.target.querySelector("[data-open]");
            if (link) link.click();
        } else if (event.key === "/") {
            const field = document.querySelector("[data-filter]");
            if (field) {
                event.preventDefault();
                field.focus();
            }
        } else {
            const one = pressed(event.key);
            if (one) {
                event.preventDefault();
                one.click();
            }
        }
    });
})();
