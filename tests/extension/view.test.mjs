import assert from "node:assert/strict";
import { test } from "node:test";

import { aliexpressUrl, httpsUrl } from "../../extension/companion/links.js";
import { stateView, viewOf as viewOfPage } from "../../extension/companion/view.js";
import { say } from "./words.mjs";

const ORDER = "8000000000000001";
const PORT = 17863;
const viewOf = (result, orderId, port) => viewOfPage(result, { kind: "detail", orderId }, port);

const VERDICT = {
  order_id: ORDER,
  status: "WAIT_SELLER_SEND_GOODS",
  status_word: "Processing",
  answer: "ask_seller",
  label: "Usually yes",
  headline: "You can ask; the seller may have to agree.",
  confidence: "observed",
  settled: true,
  reasons: [
    {
      rule: "cancel_offered",
      text: "The page offers Cancel.",
      observed: "Cancel",
      citations: [
        { source: "s", title: "Help centre", publisher: "AliExpress", date: "2026-05-01", grade: "A" },
        { source: "t", title: "A guide", publisher: "", date: "2024", grade: "D", url: "https://example.com/guide" },
      ],
    },
  ],
  next_steps: [
    { action: "write", text: "Write.", url: `https://www.aliexpress.com/p/message/index.html?orderId=${ORDER}` },
    { action: "cancel", text: "Press Cancel here.", url: `https://www.aliexpress.com/p/order/detail.html?orderId=${ORDER}` },
    { action: "wait", text: "Wait.", url: null },
    { action: "odd", text: "Elsewhere.", url: "https://aliexpress.com.example.com/" },
  ],
  deadlines: [],
  refund: { text: "Within 10 business days." },
  message: { text: "Hello.", language: "en" },
  warnings: [{ text: "Slow seller." }],
  not_seen: ["the ship-by date"],
  language: "en",
  evaluated_at: "2026-11-22T10:00:00Z",
};

const ok = (verdict = {}, reply = {}) => ({
  state: "ok",
  reply: { page: "order_detail", settled: true, verdicts: [{ ...VERDICT, ...verdict }], ...reply },
});

test("a verdict becomes a view", () => {
  assert.deepEqual(viewOf(ok(), ORDER, PORT), {
    kind: "verdict",
    page: "order_detail",
    orderId: ORDER,
    answer: "ask_seller",
    label: "Usually yes",
    headline: "You can ask; the seller may have to agree.",
    confidence: "observed",
    steps: [
      { text: "Write.", url: `https://www.aliexpress.com/p/message/index.html?orderId=${ORDER}` },
      { text: "Press Cancel here.", url: null },
      { text: "Wait.", url: null },
      { text: "Elsewhere.", url: null },
    ],
    messages: [{ title: "", versions: [{ language: "en", text: "Hello." }] }],
    cancelReasons: null,
    deadlines: [],
    refund: { text: "Within 10 business days.", when: "", isLate: false, notes: [], sources: [] },
    parcels: [],
    lines: [],
    sellers: [],
    warnings: [{ text: "Slow seller.", sources: [] }],
    reasons: [
      {
        text: "The page offers Cancel.",
        observed: "Cancel",
        sources: [
          { text: "AliExpress, Help centre, 2026-05-01", grade: "A", url: null },
          { text: "A guide, 2024", grade: "D", url: "https://example.com/guide" },
        ],
      },
    ],
    conflicts: [],
    notSeen: ["the ship-by date"],
    window: [],
    rights: [],
    basedOn: [],
    language: "en",
    asOf: "2026-11-22T10:00:00Z",
    settled: true,
    isCancellable: true,
    isActNow: false,
  });
});

test("what newer companions say besides is shown too", () => {
  const citation = { source: "s", title: "Law", publisher: "EU", date: "2011", grade: "A", url: "https://europa.eu/x" };
  const source = { text: "EU, Law, 2011", grade: "A", url: "https://europa.eu/x" };
  const view = viewOf(
    ok({
      message: { text: "Hello.", language: "en", title: "Ask", versions: [{ language: "de", text: "Hallo." }] },
      other_messages: [{ text: "Oops.", language: "en", title: "A mistake" }],
      rights: [{ text: "Fourteen days.", url: "http://europa.eu/", citations: [citation] }],
      conflicts: [{ id: "C1", text: "They disagree.", citations: [citation] }],
      cancel_reasons: {
        text: "Choose a true one.",
        views: [{ text: "It matters.", citations: [citation] }, { text: "It does not.", citations: [] }],
        note: "Is it the seller's wish?",
        reasons: [
          { kind: "seller_slow", text: "Too slow.", side: "seller", fits: true, citations: [citation] },
          { kind: "other", text: "Another.", side: "other", fits: false, citations: [] },
        ],
      },
      lines: [{ title: "Lamp", variant: "", answer: "recall", label: "Recall", text: "Ask.", citations: [] }],
      parcels: [
        { tracking_number: "LP1", carrier: "", stage: "announced", label: "label only", is_label_only: true, text: "Ask now.", observed: "X", citations: [citation] },
      ],
      window: { shipped: { text: "A day.", citations: [] }, scanned: null },
      based_on: [{ kind: "tracking", captured_at: "2026-11-22T09:00:00Z" }],
      refund: { text: "Soon.", when: "By Friday.", is_late: true, notes: [{ text: "A note." }], coupons: [{ text: "A coupon." }], citations: [] },
    }),
    ORDER,
    PORT,
  );
  assert.deepEqual(view.messages, [
    { title: "Ask", versions: [{ language: "de", text: "Hallo." }] },
    { title: "A mistake", versions: [{ language: "en", text: "Oops." }] },
  ]);
  assert.deepEqual(view.rights, [{ text: "Fourteen days.", url: null, sources: [source] }]);
  assert.deepEqual(view.conflicts, [{ text: "They disagree.", sources: [source] }]);
  assert.deepEqual(view.cancelReasons, {
    text: "Choose a true one.",
    reasons: [
      { text: "Too slow.", sources: [source], fits: true },
      { text: "Another.", sources: [], fits: false },
    ],
    views: [{ text: "It matters.", sources: [source] }, { text: "It does not.", sources: [] }],
    note: "Is it the seller's wish?",
  });
  assert.deepEqual(view.lines, [{ name: "Lamp", answer: "recall", label: "Recall", text: "Ask.", sources: [] }]);
  assert.deepEqual(view.parcels, [
    { number: "LP1", carrier: "", label: "label only", isLabelOnly: true, text: "Ask now.", observed: "X", sources: [source] },
  ]);
  assert.deepEqual(view.window, [{ text: "A day.", sources: [] }]);
  assert.deepEqual(view.basedOn, [{ kind: "tracking", at: "2026-11-22T09:00:00Z" }]);
  assert.deepEqual(view.refund, { text: "Soon.", when: "By Friday.", isLate: true, notes: ["A note.", "A coupon."], sources: [] });
});

test("a step leads to the order's page from any page but that one", () => {
  const [, step] = viewOf(ok({}, { page: "tracking" }), ORDER, PORT).steps;
  assert.equal(step.url, `https://www.aliexpress.com/p/order/detail.html?orderId=${ORDER}`);
});

const AHEAD = "2026-11-24T00:00:00Z";
const PAST = "2026-11-21T00:00:00Z";
for (const [what, verdict, isActNow] of [
  ["a parcel that can be called back", { answer: "recall" }, true],
  ["a deadline that is to be reminded of", { act_by: true, latest: AHEAD, reminders: [PAST] }, true],
  ["one whose first reminder is ahead", { act_by: true, latest: AHEAD, reminders: [AHEAD] }, false],
  ["one that has passed", { act_by: true, latest: PAST, reminders: [PAST] }, false],
  ["one of the seller's", { act_by: false, latest: AHEAD, reminders: [PAST] }, false],
  ["one without a date", { act_by: true, latest: null, reminders: [PAST] }, false],
]) {
  test(`${what} ${isActNow ? "is" : "is not"} to be acted on now`, () => {
    const { answer = "no", ...clock } = verdict;
    const deadline = { kind: "k", title: "t", text: "t", basis: "rule", earliest: null, latest: null, ...clock };
    assert.equal(viewOf(ok({ answer, deadlines: [deadline] }), ORDER, PORT).isActNow, isActNow);
  });
}

for (const [answer, isCancellable] of [["yes", true], ["ask_seller", true], ["recall", false], ["pending", false], ["unknown", false]]) {
  test(`the answer ${answer} ${isCancellable ? "is" : "is not"} still cancellable`, () =>
    assert.equal(viewOf(ok({ answer }), ORDER, PORT).isCancellable, isCancellable));
}

test("a list becomes one view of all its orders, with what they are drawn in", () => {
  const verdicts = [VERDICT, { ...VERDICT, order_id: "8000000000000002", answer: "no" }];
  const result = { state: "ok", reply: { page: "order_list", settled: true, card: ".order-item", verdicts } };
  const view = viewOfPage(result, { kind: "list", orderId: null }, PORT);
  assert.deepEqual(
    [view.kind, view.card, view.settled, view.orders.map(({ orderId, answer }) => [orderId, answer])],
    ["list", ".order-item", true, [[ORDER, "ask_seller"], ["8000000000000002", "no"]]],
  );
});

const SELLER = {
  store_id: "1100010001",
  name: "Example Lamps Store",
  url: null,
  band: "caution",
  label: "Below a mark",
  headline: "Ships late.",
  is_shell: false,
  listed_under: null,
  findings: [
    {
      kind: "late", at_most: "caution", is_warning: true, text: "Two orders were late.", where: "your orders",
      seen_at: "2026-11-20T00:00:00Z", confidence: "observed", sure: "Your own orders.", leaning: "untold",
      meaning: "Says nothing of cancelling.", citations: [],
    },
  ],
  figures: [{ kind: "rate", label: "Positive", text: "94 %", where: "store page", seen_at: "2026-11-20T00:00:00Z" }],
  history: [],
  record: null,
  behaviours: [],
  language: "en",
  evaluated_at: "2026-11-22T10:00:00Z",
};

test("an order has the sellers it was placed with, each with its evidence", () => {
  const other = { ...SELLER, store_id: "1100010002" };
  const { sellers } = viewOf(ok({ store_ids: ["1100010001"] }, { sellers: [other, SELLER] }), ORDER, PORT);
  assert.equal(sellers.length, 1);
  assert.deepEqual(sellers[0].findings, [
    {
      text: "Two orders were late.", meaning: "Says nothing of cancelling.", sure: "Your own orders.",
      where: "your orders", seenAt: "2026-11-20T00:00:00Z", isWarning: true, sources: [],
    },
  ]);
});

for (const kind of ["store", "product"]) {
  test(`a ${kind} page has its sellers and no order`, () => {
    const reply = { page: "store", settled: true, verdicts: [], sellers: [SELLER] };
    const view = viewOfPage({ state: "ok", reply }, { kind, orderId: null }, PORT);
    assert.deepEqual([view.kind, view.sellers.map(({ name }) => name)], ["sellers", ["Example Lamps Store"]]);
  });
}

for (const [label, headline, shown] of [
  ["No", "No: the carrier has the parcel.", "The carrier has the parcel."],
  ["Closed", "Closed: ünpaid in time.", "Ünpaid in time."],
  ["Usually yes", "Usually yes, but waiting may be enough.", "Usually yes, but waiting may be enough."],
  ["No", "Not yet: wait.", "Not yet: wait."],
  ["Yes", "Yes: ", ""],
]) {
  test(`"${headline}" under "${label}" does not say the label twice`, () => {
    assert.equal(viewOf(ok({ label, headline }), ORDER, PORT).headline, shown);
  });
}

test("what a verdict does not hold is not shown", () => {
  const { messages, refund } = viewOf(ok({ message: null, refund: null }), ORDER, PORT);
  assert.deepEqual([messages, refund], [[], null]);
});

test("a verdict for another order is no answer for this one", () => {
  const view = viewOf(ok({ order_id: "8000000000000002" }), ORDER, PORT);
  assert.deepEqual([view.kind, view.name], ["state", "blocked_no_order"]);
});

for (const [page, verdict, settled] of [
  [true, true, true],
  [true, false, false],
  [false, true, false],
]) {
  test(`page settled ${page} and verdict settled ${verdict} make ${settled}`, () => {
    const view = viewOf(ok({ settled: verdict }, { settled: page }), ORDER, PORT);
    assert.equal(view.settled, settled);
  });
}

test("the next deadline is the one that ends first; one without a start or past comes after", () => {
  const deadline = (title, latest, earliest = null) => ({
    kind: title,
    title,
    text: title,
    basis: "rule",
    earliest,
    latest,
  });
  const view = viewOf(
    ok({
      deadlines: [
        deadline("past", "2026-11-21T00:00:00Z"),
        deadline("open", null),
        deadline("later", "2026-12-24T00:00:00Z"),
        deadline("soon", "2026-11-23T00:00:00Z", "2026-11-20T00:00:00Z"),
        deadline("from", null, "2026-11-30T00:00:00Z"),
      ],
    }),
    ORDER,
    PORT,
  );
  assert.deepEqual(
    view.deadlines.map(({ title }) => title),
    ["soon", "from", "later", "open", "past"],
  );
});

const BLOCKED = [
  "login",
  "challenge",
  "rate_limited",
  "skeleton",
  "empty_list",
  "other_site",
  "old_layout",
  "not_an_order_page",
  "no_order",
  "layout_changed",
  "failed_response",
  "something_new",
];
const PROBLEMS = [
  ...["unpaired", "revoked", "offline", "foreign", "timeout", "garbled", "permission", "checking"].map(
    (state) => ({ state }),
  ),
  ...["too_large", "interrupted"].map((state) => ({ state })),
  { state: "version", ours: "1.0", theirs: "2.0", update: "extension" },
  { state: "version", ours: "1.0", theirs: "0.9", update: "companion" },
  { state: "refused", code: "internal", message: "", remedy: "" },
  ...BLOCKED.map((kind) => ({ state: "blocked", kind, message: "" })),
];

for (const problem of PROBLEMS) {
  const { state, kind = "", update = "" } = problem;
  test(`state ${state} ${kind}${update} has a label, one sentence and at most one action`, () => {
    const view = stateView(problem, PORT);
    const sentence = say(`state_${view.name}_text`, view.substitutions);
    assert.notEqual(say(`state_${view.name}_label`), "");
    assert.equal(sentence.match(/[.!?](?=\s|$)/g)?.length, 1, sentence);
    if (state === "checking") assert.equal(view.action, null);
    else assert.notEqual(say(`action_${view.action}`), "");
  });
}

test("versions that differ are told with both numbers and the side to update", () => {
  const view = stateView({ state: "version", ours: "1.0", theirs: "2.0", update: "extension" }, PORT);
  const sentence = say(`state_${view.name}_text`, view.substitutions);
  assert.match(sentence, /companion speaks protocol 2\.0/);
  assert.match(sentence, /this extension 1\.0/);
  assert.match(sentence, /update the extension/);
});

test("another program is told with the port", () => {
  const view = stateView({ state: "foreign" }, 18000);
  assert.match(say(`state_${view.name}_text`, view.substitutions), /port 18000/);
});

test("the companion's own sentences are used as they come", () => {
  assert.equal(stateView({ state: "blocked", kind: "login", message: "Sign in." }, PORT).text, "Sign in.");
  assert.equal(
    stateView({ state: "refused", code: "internal", message: "It broke.", remedy: "Try again." }, PORT).text,
    "It broke. Try again.",
  );
});

for (const [url, kept] of [
  ["https://www.aliexpress.com/p/message/index.html?orderId=1", true],
  ["https://aliexpress.us/", true],
  ["https://m.aliexpress.us/p/x", true],
  ["http://www.aliexpress.com/", false],
  ["https://www.aliexpress.ru/", false],
  ["https://evilaliexpress.com/", false],
  ["https://aliexpress.com.example.com/", false],
  ["https://user@www.aliexpress.com/", false],
  ["https://www.aliexpress.com:8443/", false],
  ["javascript:alert(1)//www.aliexpress.com", false],
  ["//www.aliexpress.com/", false],
  ["", false],
]) {
  test(`a link to ${url || "nowhere"} is ${kept ? "kept" : "dropped"}`, () =>
    assert.equal(aliexpressUrl(url), kept ? url : null));
}

for (const [url, kept] of [
  ["https://europa.eu/rights", "https://europa.eu/rights"],
  ["http://europa.eu/rights", null],
  ["https://anna@europa.eu/", null],
  ["javascript:alert(1)", null],
  [null, null],
]) {
  test(`a source at ${url} is ${kept ? "linked" : "named only"}`, () => assert.equal(httpsUrl(url), kept));
}
