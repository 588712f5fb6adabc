/**
 * Who says so: a citation as one line, with its grade and its page.
 */

import { httpsUrl } from "./links.js";

/** @typedef {import("./protocol-verdict.js").Citation} Citation */

/** @typedef {{text: string, grade: string, url: string | null}} Source */

/**
 * @param {readonly Citation[] | undefined} citations
 * @returns {Source[]}
 */
export function sourcesOf(citations) {
  return (citations ?? []).map(({ publisher, title, date, grade, url }) => ({
    text: [publisher, title, date].filter(Boolean).join(", "),
    grade,
    url: httpsUrl(url),
  }));
}
