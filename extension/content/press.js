/**
 * The one control of the site that is ever pressed: the button that shows more rows of the order
 * list, for a walk through the history that the person has started. It reads, and changes nothing.
 */

var CancelWindowPress = (() => {
  "use strict";

  const { orderIdIn, subjectOf } = CancelWindowPage;

  /**
   * Presses the button that shows more of the list, if it is there and can be nothing else.
   * @param {string} selector of that button, as the companion knows it
   * @returns {boolean} whether it was pressed
   */
  function pressMore(selector) {
    if (subjectOf(location.href)?.kind !== "list") return false;
    const more = buttonsOf(selector).find(isMore);
    more?.click();
    return more !== undefined;
  }

  /**
   * @param {string} selector
   * @returns {HTMLButtonElement[]}
   */
  function buttonsOf(selector) {
    try {
      return [...document.querySelectorAll(selector)].filter((found) => found instanceof HTMLButtonElement);
    } catch {
      // A newer companion may know a form of selector that this browser does not.
      return [];
    }
  }

  /**
   * A button below all orders that belongs to none of them, to no dialog, and sends no form: what
   * cancels, confirms, pays or disputes stands in a card, a dialog or a form.
   * @param {HTMLButtonElement} found
   */
  function isMore(found) {
    const stands = found.closest("a, form, dialog, [role='dialog'], [role='alertdialog'], [aria-modal='true']");
    return !found.disabled && found.form === null && stands === null && found.checkVisibility() && isBelowOrders(found);
  }

  /** @param {HTMLButtonElement} found */
  function isBelowOrders(found) {
    const links = [...document.querySelectorAll("a[href]")].filter(leadsToOrder);
    return (
      links.length > 0 &&
      links.every((link) => link.compareDocumentPosition(found) & Node.DOCUMENT_POSITION_FOLLOWING) &&
      // The block around it holds nothing but it.
      (found.parentElement?.querySelectorAll("button, a, input").length ?? 0) === 1
    );
  }

  /** @param {Element} link */
  function leadsToOrder(link) {
    const address = link.getAttribute("href") ?? "";
    return URL.canParse(address, location.href) && orderIdIn(new URL(address, location.href).searchParams) !== null;
  }

  return Object.freeze({ pressMore });
})();
