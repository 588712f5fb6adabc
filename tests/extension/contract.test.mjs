/** The exchanges of fixtures/protocol/, which the companion is held to as well, met by our client. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { acknowledgeNotices, assess, claimNotices, hello, noteSeller, pair } from "../../extension/companion/client.js";
import { DEFAULT_PORT, PROTOCOL, PROTOCOL_HEADER, readAssessReply } from "../../extension/companion/protocol.js";
import { LEANINGS, SELLER_BANDS } from "../../extension/companion/protocol-sellers.js";
import { ANSWERS } from "../../extension/companion/protocol-verdict.js";
import { stateView, viewOf } from "../../extension/companion/view.js";
import { StandIn } from "./companion-stand-in.mjs";
import { say } from "./words.mjs";

const FOLDER = new URL("../../fixtures/protocol/", import.meta.url);
const EXCHANGES = readdirSync(FOLDER).map((file) => [
  file,
  JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")),
]);

/** What a refusal's code means to us, where it is not simply passed on. */
const STATE_OF_CODE = {
  blocked_page: "blocked",
  not_paired: "unpaired",
  revoked: "revoked",
  wrong_origin: "revoked",
};

const CALLS = {
  "/v1/hello": (port) => hello(port),
  "/v1/pair": (port, { code, name }) => pair(port, code, name),
  "/v1/assess": (port, body, token) => assess(port, token, body),
  "/v1/notices/claim": (port, _body, token) => claimNotices(port, token),
  "/v1/notices/done": (port, { ids }, token) => acknowledgeNotices(port, token, ids),
  "/v1/seller-notes": (port, { store_id, behaviours }, token) => noteSeller(port, token, store_id, behaviours),
};

const GREETING = EXCHANGES.find(([file]) => file === "hello.json")[1].reply;

test("there are exchanges of every call, and verdicts among them", () => {
  const paths = new Set(EXCHANGES.map(([, { request }]) => request.path));
  for (const path of Object.keys(CALLS)) assert.ok(paths.has(path), path);
  assert.ok(EXCHANGES.some(([, { reply: { body } }]) => body.verdicts?.length > 0));
});

for (const [file, { request, reply: answer }] of EXCHANGES) {
  // The answer to a call that another client makes.
  if (answer.status === 200 && !Object.hasOwn(CALLS, request.path)) continue;
  // A request that we never send still has a reply that we must understand.
  const path = Object.hasOwn(CALLS, request.path) ? request.path : "/v1/assess";

  test(`${file} is understood`, async (t) => {
    const body = request.body ?? { code: "ACDE-FGHJ", name: "n", snapshot: {}, language: "en" };
    const token = request.headers.Authorization?.replace("Bearer ", "") ?? "token";
    const standIn = await StandIn.start({ "/v1/hello": GREETING, [path]: answer });
    t.after(() => standIn.stop());
    const result = await CALLS[path](standIn.port, body, token);

    if (answer.status === 200) {
      assert.deepEqual(result, { state: "ok", reply: answer.body });
    } else {
      const { code } = answer.body.error;
      assert.equal(result.state, STATE_OF_CODE[code] ?? "refused");
      const view = stateView(result, standIn.port);
      assert.notEqual(view.text ?? say(`state_${view.name}_text`, view.substitutions), "");
      assert.notEqual(say(`state_${view.name}_label`), "");
    }
    for (const verdict of answer.body.verdicts ?? []) {
      const subject = { kind: "detail", orderId: verdict.order_id };
      const view = viewOf(result, subject, standIn.port);
      assert.equal(view.kind, "verdict");
      assert.ok(ANSWERS.includes(view.answer));
      assert.ok(view.label && view.headline && view.steps.length > 0);
    }
  });

  if (answer.status !== 200) continue;
  test(`${file} is what we ask`, async (t) => {
    const standIn = await StandIn.start({ "/v1/hello": GREETING, [path]: answer });
    t.after(() => standIn.stop());
    const token = request.headers.Authorization?.replace("Bearer ", "");
    await CALLS[path](standIn.port, request.body, token);
    const [asked] = standIn.to(path);
    assert.equal(asked.method, request.method);
    assert.deepEqual(asked.body === "" ? undefined : JSON.parse(asked.body), request.body);
    for (const name of ["Content-Type", "Authorization", PROTOCOL_HEADER]) {
      assert.equal(asked.headers[name.toLowerCase()], request.headers[name]);
    }
  });
}

test("a seller without what we rely on is no reply of ours", () => {
  const [, { reply: answer }] = EXCHANGES.find(([file]) => file === "assess_product_shell.json");
  const [seller, shell] = answer.body.sellers;
  assert.equal(seller.listed_under.store_id, shell.store_id);
  assert.ok(SELLER_BANDS.includes(seller.band) && LEANINGS.includes(seller.findings[0].leaning));
  assert.deepEqual(readAssessReply(answer.body), answer.body);
  const { sellers: _none, ...older } = answer.body;
  assert.deepEqual(readAssessReply(older), older);
  for (const broken of [
    { band: "wonderful" },
    { findings: [{ ...seller.findings[0], leaning: "certain" }] },
    { findings: [{ ...seller.findings[0], seen_at: "yesterday" }] },
    { history: [{ at: seller.evaluated_at, positive_rate: "98", ratings: null, source: "benefits" }] },
    { listed_under: { store_id: 1 } },
    { record: {} },
    { store_id: undefined },
  ]) {
    assert.equal(readAssessReply({ ...answer.body, sellers: [{ ...seller, ...broken }] }), null);
  }
});

test("protocol.js and protocol.py agree on names and numbers", () => {
  const python = readFileSync(new URL("../../server/cancelwindow/protocol.py", import.meta.url), "utf8");
  for (const line of [
    `PROTOCOL = "${PROTOCOL}"`,
    `PROTOCOL_HEADER = "${PROTOCOL_HEADER}"`,
    `DEFAULT_PORT = ${DEFAULT_PORT}`,
  ]) {
    assert.ok(python.split("\n").includes(line), line);
  }
});

test("the reasons to give for cancelling come with both views and their sources", () => {
  const [, { reply: answer }] = EXCHANGES.find(([file]) => file === "assess_ask_seller.json");
  const [verdict] = answer.body.verdicts;
  const view = viewOf({ state: "ok", reply: answer.body }, { kind: "detail", orderId: verdict.order_id }, 1);
  const { reasons, views } = view.cancelReasons;
  assert.equal(views.length, 2);
  assert.ok(views.every(({ text, sources }) => text && sources.length > 0));
  assert.ok(reasons.every(({ text, fits }) => text && typeof fits === "boolean"));
  const broken = { ...verdict, cancel_reasons: { ...verdict.cancel_reasons, views: "none" } };
  assert.equal(readAssessReply({ ...answer.body, verdicts: [broken] }), null);
});
