import assert from "node:assert/strict";
import { test } from "node:test";

import { aliexpressUrl, stateView, viewOf } from "../../extension/companion/view.js";
import { say } from "./words.mjs";

const ORDER = "8000000000000001";
const PORT = 17863;

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
        { source: "t", title: "A guide", publisher: "", date: "2024", grade: "D" },
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
    orderId: ORDER,
    answer: "ask_seller",
    label: "Usually yes",
    headline: "You can ask; the seller may have to agree.",
    steps: [
      { text: "Write.", url: `https://www.aliexpress.com/p/message/index.html?orderId=${ORDER}` },
      { text: "Press Cancel here.", url: null },
      { text: "Wait.", url: null },
      { text: "Elsewhere.", url: null },
    ],
    nextDeadline: null,
    otherDeadlines: [],
    reasons: [
      {
        text: "The page offers Cancel.",
        observed: "Cancel",
        sources: ["AliExpress, Help centre, 2026-05-01", "A guide, 2024"],
      },
    ],
    warnings: ["Slow seller."],
    notSeen: ["the ship-by date"],
    refund: "Within 10 business days.",
    message: "Hello.",
    language: "en",
    asOf: "2026-11-22T10:00:00Z",
    settled: true,
  });
});

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
  const { message, refund } = viewOf(ok({ message: null, refund: null }), ORDER, PORT);
  assert.deepEqual([message, refund], [null, null]);
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
  assert.equal(view.nextDeadline.title, "soon");
  assert.deepEqual(
    view.otherDeadlines.map(({ title }) => title),
    ["from", "later", "open", "past"],
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
