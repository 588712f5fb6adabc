import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { assess, checkPairing, hello, pair } from "../../extension/companion/client.js";
import { HEADER, HELLO, StandIn, refusal, reply } from "./companion-stand-in.mjs";

const REQUEST = {
  snapshot: {
    url: "https://www.aliexpress.com/p/order/detail.html?orderId=8000000000000001",
    html: "<html></html>",
    captured_at: "2026-11-22T10:00:00.000Z",
    age_ms: 1,
    quiet_ms: 1,
  },
  language: "en",
};
const ASSESSED = { page: "order_detail", settled: true, verdicts: [] };

let running = [];
afterEach(async () => {
  await Promise.all(running.map((standIn) => standIn.stop()));
  running = [];
});

async function companion(answers) {
  const standIn = await StandIn.start(answers);
  running.push(standIn);
  return standIn;
}

test("hello names the companion", async () => {
  const { port } = await companion();
  assert.deepEqual(await hello(port), { state: "ok", reply: HELLO });
});

test("every call says which protocol we speak, and sends no cookie and no referrer", async () => {
  const standIn = await companion({
    "/v1/pair": reply({ client_id: "a", token: "t", name: "n" }),
    "/v1/assess": reply(ASSESSED),
  });
  await pair(standIn.port, "AAAA-AAAA", "n");
  await assess(standIn.port, "t", REQUEST);
  assert.deepEqual(
    standIn.asked.map(({ method, url }) => `${method} ${url}`),
    ["POST /v1/pair", "GET /v1/hello", "POST /v1/assess"],
  );
  for (const { headers } of standIn.asked) {
    assert.equal(headers[HEADER.toLowerCase()], "1.0");
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.referer, undefined);
  }
});

test("pairing sends the code as JSON and no token", async () => {
  const paired = { client_id: "ab12", token: "secret", name: "Firefox on Linux" };
  const standIn = await companion({ "/v1/pair": reply(paired) });
  assert.deepEqual(await pair(standIn.port, "ACDE-FGHJ", "Firefox on Linux"), {
    state: "ok",
    reply: paired,
  });
  const [request] = standIn.to("/v1/pair");
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers.authorization, undefined);
  assert.deepEqual(JSON.parse(request.body), { code: "ACDE-FGHJ", name: "Firefox on Linux" });
});

test("a page is assessed with the token in a header and nowhere else", async () => {
  const standIn = await companion({ "/v1/assess": reply(ASSESSED) });
  assert.deepEqual(await assess(standIn.port, "secret", REQUEST), { state: "ok", reply: ASSESSED });
  const [request] = standIn.to("/v1/assess");
  assert.equal(request.headers.authorization, "Bearer secret");
  assert.deepEqual(JSON.parse(request.body), REQUEST);
  assert.ok(!request.body.includes("secret") && !request.url.includes("secret"));
});

test("nothing listening is a companion that does not run", async () => {
  const standIn = await companion();
  await standIn.stop();
  running = [];
  assert.deepEqual(await hello(standIn.port), { state: "offline" });
  assert.deepEqual(await assess(standIn.port, "secret", REQUEST), { state: "offline" });
});

test("a connection that breaks off is a companion that does not run", async () => {
  const { port } = await companion({
    "/v1/hello": (_request, response) => {
      response.writeHead(200, { [HEADER]: "1.0", "Content-Length": 500 });
      response.write("{", () => response.destroy());
    },
  });
  assert.deepEqual(await hello(port), { state: "offline" });
});

test("a reply that does not come is a timeout", async (t) => {
  const patience = new AbortController();
  t.mock.method(AbortSignal, "timeout", () => patience.signal);
  const { port } = await companion({
    "/v1/hello": () => patience.abort(new DOMException("too late", "TimeoutError")),
  });
  assert.deepEqual(await hello(port), { state: "timeout" });
});

for (const [what, answer] of Object.entries({
  "without our header": { status: 200, headers: {}, body: HELLO },
  "with a version that is none": reply(HELLO, { protocol: "latest" }),
  "that sends us elsewhere": { status: 302, headers: { Location: "http://127.0.0.1:1/" }, body: "" },
  "that knows no such address": { status: 404, headers: {}, body: "<h1>Not Found</h1>" },
})) {
  test(`a program ${what} is another one, and gets neither page nor token`, async () => {
    const standIn = await companion({ "/v1/hello": answer });
    assert.deepEqual(await assess(standIn.port, "secret", REQUEST), { state: "foreign" });
    assert.deepEqual(standIn.to("/v1/assess"), []);
    assert.ok(!JSON.stringify(standIn.asked).includes("secret"));
  });
}

for (const [theirs, update] of [
  ["2.0", "extension"],
  ["0.9", "companion"],
]) {
  test(`protocol ${theirs} says with both numbers to update the ${update}`, async () => {
    const standIn = await companion({ "/v1/hello": reply({}, { protocol: theirs }) });
    assert.deepEqual(await assess(standIn.port, "secret", REQUEST), {
      state: "version",
      ours: "1.0",
      theirs,
      update,
    });
    assert.deepEqual(standIn.to("/v1/assess"), []);
  });
}

test("another minor version is spoken with", async () => {
  const { port } = await companion({ "/v1/hello": reply({ ...HELLO, more: 1 }, { protocol: "1.7" }) });
  assert.equal((await hello(port)).state, "ok");
});

for (const [status, code, expected] of [
  [401, "not_paired", { state: "unpaired" }],
  [401, "revoked", { state: "revoked" }],
  [403, "wrong_origin", { state: "revoked" }],
  [413, "too_large", { state: "refused", code: "too_large", message: "It is too_large.", remedy: "Do this." }],
  [500, "internal", { state: "refused", code: "internal", message: "It is internal.", remedy: "Do this." }],
]) {
  test(`refusal ${code} becomes ${expected.state}`, async () => {
    const { port } = await companion({ "/v1/assess": refusal(status, code) });
    assert.deepEqual(await assess(port, "secret", REQUEST), expected);
  });
}

test("a page with nothing to read comes with its kind and the companion's sentence", async () => {
  const blocked = { outcome: "blocked", kind: "login", message: "Sign in.", evidence: "a form" };
  const { port } = await companion({ "/v1/assess": refusal(422, "blocked_page", { blocked }) });
  assert.deepEqual(await assess(port, "secret", REQUEST), {
    state: "blocked",
    kind: "login",
    message: "Sign in.",
  });
});

for (const [what, answer] of Object.entries({
  "no JSON": reply("<p>hello</p>"),
  "JSON of another shape": reply({ page: "order_detail", verdicts: [] }),
  "a verdict of another shape": reply({ ...ASSESSED, verdicts: [{ answer: "perhaps" }] }),
  "a refusal of another shape": reply({ error: "no" }, { status: 400 }),
  "a blocked page without its kind": refusal(422, "blocked_page"),
})) {
  test(`${what} is not used`, async () => {
    const { port } = await companion({ "/v1/assess": answer });
    assert.deepEqual(await assess(port, "secret", REQUEST), { state: "garbled" });
  });
}

test("pairing is checked with an empty page, which only a paired client has refused as such", async () => {
  const blocked = { kind: "not_an_order_page", message: "No order page." };
  const standIn = await companion({ "/v1/assess": refusal(422, "blocked_page", { blocked }) });
  assert.deepEqual(await checkPairing(standIn.port, "secret"), { state: "ok" });
  assert.equal(JSON.parse(standIn.to("/v1/assess")[0].body).snapshot.html, "");
  standIn.answers["/v1/assess"] = refusal(401, "revoked");
  assert.deepEqual(await checkPairing(standIn.port, "secret"), { state: "revoked" });
});
