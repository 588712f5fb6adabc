/**
 * Which addresses a link of ours may lead to.
 */

/**
 * The address, if it leads to AliExpress over https and nowhere else; a step links to no other.
 * @param {string | null | undefined} url
 * @returns {string | null}
 */
export function aliexpressUrl(url) {
  const href = httpsUrl(url);
  return href !== null && /(^|\.)aliexpress\.(com|us)$/.test(new URL(href).hostname) ? href : null;
}

/**
 * The address, if it is a plain https one: a source's own page.
 * @param {string | null | undefined} url
 * @returns {string | null}
 */
export function httpsUrl(url) {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, port, username, password, href } = new URL(url);
  return protocol === "https:" && !port && !username && !password ? href : null;
}

/**
 * An order's own page; AliExpress leads on from here to the person's own site of it.
 * @param {string} orderId
 * @returns {string}
 */
export function orderUrl(orderId) {
  return `https://www.aliexpress.com/p/order/detail.html?orderId=${encodeURIComponent(orderId)}`;
}

/** The list of the person's orders. */
export function orderListUrl() {
  return "https://www.aliexpress.com/p/order/index.html";
}

/**
 * The address, if it is a one-time link to the dashboard of the companion on this port.
 * @param {string} url
 * @param {number} port
 * @returns {string | null}
 */
export function dashboardUrl(url, port) {
  const base = `http://127.0.0.1:${port}`;
  if (!URL.canParse(url)) return null;
  const { href, origin, username, password, pathname, hash } = new URL(url);
  const leads = origin === base && !username && !password && pathname.startsWith("/dashboard/");
  return leads && hash !== "" ? href : null;
}
