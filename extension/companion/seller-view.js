/**
 * What is shown of a seller beside an order or on their own pages: what was seen, and where.
 */

import { sourcesOf } from "./sources.js";

/** @typedef {import("./protocol-sellers.js").SellerView} SellerView */
/** @typedef {import("./sources.js").Source} Source */

/**
 * @typedef {object} SellerCard
 * @property {string} storeId
 * @property {string} name
 * @property {string} band
 * @property {string} label
 * @property {string} headline
 * @property {readonly {text: string, meaning: string, sure: string, where: string, seenAt: string | null, isWarning: boolean, sources: readonly Source[]}[]} findings warnings first
 * @property {readonly {text: string, where: string, seenAt: string}[]} figures
 * @property {readonly string[]} record the buyer's own orders with them, in words
 * @property {readonly {kind: string, text: string, advice: string, sources: readonly Source[], isTicked: boolean}[]} behaviours what a seller may ask for, and what to do
 * @property {string} listedUnder
 * @property {string} language
 */

/**
 * What a store or product page shows: its sellers, where anything was seen of them.
 * @typedef {object} SellersView
 * @property {"sellers"} kind
 * @property {readonly SellerCard[]} sellers
 * @property {string} asOf ISO 8601, UTC; empty without a seller
 * @property {boolean} settled
 */

/**
 * The sellers of an order, of all that the reply tells of.
 * @param {readonly string[]} storeIds
 * @param {readonly SellerView[]} sellers
 * @returns {SellerCard[]}
 */
export function orderSellers(storeIds, sellers) {
  return sellers.filter(({ store_id }) => storeIds.includes(store_id)).map(sellerCard);
}

/**
 * @param {readonly SellerView[]} sellers
 * @param {boolean} settled
 * @returns {SellersView}
 */
export function sellersView(sellers, settled) {
  return { kind: "sellers", sellers: sellers.map(sellerCard), asOf: sellers[0]?.evaluated_at ?? "", settled };
}

/**
 * @param {SellerView} seller
 * @returns {SellerCard}
 */
function sellerCard(seller) {
  return {
    storeId: seller.store_id,
    name: seller.name || seller.store_id,
    band: seller.band,
    label: seller.label,
    headline: seller.headline,
    findings: seller.findings.map((finding) => ({
      text: finding.text,
      meaning: finding.meaning,
      sure: finding.sure,
      where: finding.where,
      seenAt: finding.seen_at ?? null,
      isWarning: finding.is_warning,
      sources: sourcesOf(finding.citations),
    })),
    figures: seller.figures.map(({ label, text, where, seen_at }) => ({ text: `${label}: ${text}`, where, seenAt: seen_at })),
    record: (seller.record?.lines ?? []).map(({ label, text }) => `${label}: ${text}`),
    behaviours: seller.behaviours.map(({ kind, text, advice, citations, ticked_at }) => ({
      kind,
      text,
      advice,
      sources: sourcesOf(citations),
      isTicked: Boolean(ticked_at),
    })),
    listedUnder: seller.listed_under?.text ?? "",
    language: seller.language,
  };
}
