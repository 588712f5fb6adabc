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
