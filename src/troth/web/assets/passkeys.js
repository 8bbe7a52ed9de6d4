// Passkeys: a form with data-passkey asks the browser for one, and sends what it says with the form.
// Without this script, or without passkeys, the form stays hidden and the other ways in are there.
(() => {
  const able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
  if (!able) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const failed = form.querySelector("[role=alert]");
      const button = form.querySelector("button");
      failed.hidden = true;
      button.setAttribute("aria-busy", "true");
      try {
        const given = JSON.parse(form.dataset.options);
        const made = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) });
        form.elements.answer.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch {
        failed.hidden = false;
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
  }
})();
