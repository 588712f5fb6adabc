/**
 * On the companion's own page: a button that takes its pairing code to the options, to agree there.
 */

(() => {
  "use strict";

  const { say, use } = CancelWindowWording;

  /** As the companion writes it (dashboard/templates/pairing.html); the code is empty before one is made. */
  const form = document.querySelector("form[data-cancel-window-pairing][data-code]:not([data-code=''])");

  if (form instanceof HTMLFormElement) void offer(form);

  /** @param {HTMLFormElement} form */
  async function offer(form) {
    use(await send({ type: "get-wording" }));
    const button = document.createElement("button");
    const told = document.createElement("p");
    button.type = "button";
    button.className = "primary";
    button.textContent = say("offer_button");
    told.setAttribute("role", "status");
    for (const part of [button, told]) {
      part.lang = say("language");
      part.dir = say("direction");
    }
    button.addEventListener("click", async (event) => {
      // A page's own script presses nothing of ours.
      if (!event.isTrusted) return;
      const { code, expiresAt } = form.dataset;
      const taken = await send({ type: "offer-pairing", code, expiresAt });
      told.textContent = say(taken ? "offer_taken" : "options_failed");
    });
    form.append(button, told);
  }

  /**
   * @param {object} message
   * @returns {Promise<any>} null where the background did not answer
   */
  async function send(message) {
    try {
      return (await webext.runtime.sendMessage(message)) ?? null;
    } catch {
      return null;
    }
  }
})();
