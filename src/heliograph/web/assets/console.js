// The console's keys: "g" and a letter open what the navigation has, j and k go through rows,
// "/" goes to the field that filters. Everything works without.
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
        else if (event.key === "/") {
            const field = document.querySelector("[data-filter]");
            if (field) {
                event.preventDefault();
                field.focus();
            }
        }
    });
})();
