// Passkeys of the staff: adds one on the account's page, and signs in by one. Without this script
// there is the passphrase and the code. https://www.w3.org/TR/webauthn-3/
"use strict";
(() => {
    const bytes = (text) =>
        Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const text = (buffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
            .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

    async function send(address, fields) {
        const sent = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
        const said = await sent.json();
        if (!sent.ok) throw new Error(said.mistake || "That did not work.");
        return said;
    }

    function asked(options) {
        options.challenge = bytes(options.challenge);
        if (options.user) options.user.id = bytes(options.user.id);
        for (const list of ["excludeCredentials", "allowCredentials"])
            for (const one of options[list] || []) one.id = bytes(one.id);
        return { publicKey: options };
    }

    function answer(made) {
        const response = {};
        for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
            if (made.response[name]) response[name] = text(made.response[name]);
        return JSON.stringify({
            id: made.id,
            rawId: text(made.rawId),
            type: made.type,
            clientExtensionResults: {},
            response,
        });
    }

    const ways = {
        add: async ({ passphrase, code, ...fields }) => {
            const proof = { ...fields, passphrase, code };
            const options = await send("/console/account/passkeys/options", proof);
            return { ...fields, answer: answer(await navigator.credentials.create(asked(options))) };
        },
        prove: async (fields) => {
            const options = await send("/console/sign-in/passkey/options", {});
            return { ...fields, answer: answer(await navigator.credentials.get(asked(options))) };
        },
    };

    for (const form of document.querySelectorAll("form[data-passkey]")) {
        if (!window.PublicKeyCredential) continue;
        form.hidden = false;
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            const mistake = form.querySelector("[role=alert]");
            const button = form.querySelector("button");
            mistake.hidden = true;
            button.disabled = true;
            try {
                const fields = Object.fromEntries(new FormData(form));
                const said = await send(form.action, await ways[form.dataset.passkey](fields));
                location.assign(said.to);
            } catch (error) {
                mistake.textContent = error.name === "NotAllowedError" ? "Nothing was chosen." : error.message;
                mistake.hidden = false;
                button.disabled = false;
            }
        });
    }
})();
