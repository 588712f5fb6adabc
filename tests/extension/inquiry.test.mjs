import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { contentScript } from "./content-script.mjs";

const { AWAY, DEBOUNCE, EAGER, HEARTBEAT, Inquiry, LONGEST_LIFE, SETTLING, leastPause, problem } =
  contentScript("inquiry.js", "CancelWindowInquiry");

const URL_OF_ORDER = "https://www.aliexpress.com/p/order/detail.html?orderId=8000000000000001";

const settled = { kind: "verdict", orderId: "8000000000000001", answer: "yes", settled: true };
const unsettled = { ...settled, answer: "unknown", settled: false };

/** An order page under a clock of its own, and the companion's answers to it. */
class Scene {
  time = 0;
  html = "<html>1</html>";
  answer = settled;
  health = null;
  answers = [];
  visible = true;
  sent = [];
  shown = [];

  constructor(around = {}) {
    this.inquiry = new Inquiry({
      url: URL_OF_ORDER,
      read: () => this.html,
      answers: () => this.answers,
      ask: async (snapshot) => {
        this.sent.push({ ...snapshot, at: this.time });
        return typeof this.answer === "function" ? this.answer() : this.answer;
      },
      check: async () => this.health,
      show: (view) => this.shown.push(view),
      watched: () => this.visible,
      now: () => this.time,
      startedAt: 0,
      leftover: null,
      ...around,
    });
  }

  get last() {
    return this.shown.at(-1);
  }

  get times() {
    return this.sent.map(({ at }) => at);
  }

  async pass(milliseconds) {
    const end = this.time + milliseconds;
    while (this.time < end) {
      this.time += 100;
      mock.timers.tick(100);
      await settle();
    }
  }

  async start() {
    this.inquiry.start();
    await settle();
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval"] }));
afterEach(() => mock.timers.reset());

test("the page is asked about at once, with its address, its age and how long it was quiet", async () => {
  const scene = new Scene();
  scene.time = 1_200;
  await scene.start();
  assert.deepEqual(
    scene.shown.map((view) => view.name ?? view.answer),
    ["checking", "yes"],
  );
  const [{ url, html, age_ms, quiet_ms, captured_at }] = scene.sent;
  assert.deepEqual(
    { url, html, age_ms, quiet_ms },
    { url: URL_OF_ORDER, html: scene.html, age_ms: 1_200, quiet_ms: 1_200 },
  );
  assert.ok(!Number.isNaN(Date.parse(captured_at)));
});

test("a settled answer is not asked for again while nothing changes", async () => {
  const scene = new Scene();
  await scene.start();
  scene.inquiry.changed();
  await scene.pass(60_000);
  assert.equal(scene.sent.length, 1);
});

test("an answer is asked for again once it has grown old, since clocks run", async () => {
  const scene = new Scene();
  await scene.start();
  await scene.pass(LONGEST_LIFE + HEARTBEAT);
  assert.equal(scene.sent.length, 2);
});

test("an unsettled page is asked about again, backing off, and in the end left alone", async () => {
  const scene = new Scene();
  scene.answer = unsettled;
  await scene.start();
  await scene.pass(120_000);
  const expected = [0];
  for (const pause of SETTLING) expected.push(expected.at(-1) + pause);
  assert.deepEqual(scene.times, expected);
  assert.equal(expected.at(-1), 30_000);
});

test("a skeleton counts as unsettled", async () => {
  const scene = new Scene();
  scene.answer = problem("blocked_skeleton");
  await scene.start();
  scene.answer = settled;
  await scene.pass(SETTLING[0]);
  assert.equal(scene.last.answer, "yes");
});

test("a change of the page is asked about once it has stopped drawing", async () => {
  const scene = new Scene();
  await scene.start();
  await scene.pass(2_000);
  for (const step of ["2", "3", "4"]) {
    scene.html = `<html>${step}</html>`;
    scene.inquiry.changed();
    await scene.pass(200);
  }
  await scene.pass(DEBOUNCE);
  assert.equal(scene.sent.length, 2);
  assert.equal(scene.sent[1].html, "<html>4</html>");
  assert.equal(scene.sent[1].quiet_ms, scene.sent[1].at - 2_400);
});

test("until there is an answer each step of the page is asked about at once", async () => {
  const scene = new Scene();
  scene.answer = problem("blocked_skeleton");
  await scene.start();
  await scene.pass(300);
  scene.inquiry.changed();
  await scene.pass(300);
  assert.equal(scene.sent.length, 1, "a page that looks the same is not sent again");
  scene.html = "<html>2</html>";
  scene.answer = settled;
  const changedAt = scene.time;
  scene.inquiry.changed();
  await scene.pass(1_000);
  assert.equal(scene.last.answer, "yes");
  assert.ok(scene.times.at(-1) - changedAt <= EAGER.debounce + 100, "as soon as the clock of this test can tell");
});

test("what the page received is sent beside it, and another answer is asked about", async () => {
  const scene = new Scene();
  const answer = { url: "https://acs.aliexpress.com/h5/x/", status: 200, body: "{}" };
  scene.answers = [answer];
  await scene.start();
  await scene.pass(2_000);
  assert.deepEqual(scene.sent[0].responses, [answer]);
  scene.inquiry.changed();
  await scene.pass(5_000);
  assert.equal(scene.sent.length, 1);
  scene.answers = [answer, { ...answer, body: '{"more":1}' }];
  scene.inquiry.changed();
  await scene.pass(5_000);
  assert.deepEqual(scene.sent.map(({ responses }) => responses.length), [1, 2]);
});

test("a list and a seller's page are asked about like an order", async () => {
  for (const kind of ["list", "sellers"]) {
    const scene = new Scene();
    scene.answer = { ...unsettled, kind };
    await scene.start();
    scene.answer = { ...settled, kind };
    await scene.pass(SETTLING[0]);
    scene.inquiry.changed();
    await scene.pass(30_000);
    assert.equal(scene.sent.length, 2);
  }
});

test("a page that never stops moving is asked about all the same, and not too often", async () => {
  const scene = new Scene();
  await scene.start();
  for (let step = 0; step < 300; step += 1) {
    scene.html = `<html>${step}</html>`;
    scene.inquiry.changed();
    await scene.pass(200);
  }
  assert.ok(scene.sent.length > 10, `asked ${scene.sent.length} times in a minute`);
  const pauses = scene.times.slice(1).map((at, index) => at - scene.times[index]);
  assert.ok(Math.min(...pauses) >= leastPause(0));
  assert.ok(Math.min(...pauses.slice(-3)) >= leastPause(60_000));
});

test("a change that comes while the answer is awaited is asked about afterwards", async () => {
  const scene = new Scene();
  let answer;
  scene.answer = () => new Promise((resolve) => (answer = resolve));
  await scene.start();
  scene.html = "<html>2</html>";
  scene.inquiry.changed();
  await scene.pass(5_000);
  assert.equal(scene.sent.length, 1);
  answer(settled);
  scene.answer = { ...settled, answer: "no" };
  await scene.pass(2_000);
  assert.deepEqual(
    scene.sent.map(({ html }) => html),
    ["<html>1</html>", "<html>2</html>"],
  );
  assert.equal(scene.last.answer, "no");
});

test("while the companion is away it is tried again, ever more seldom, and answers when it is back", async () => {
  const scene = new Scene();
  scene.answer = problem("offline");
  await scene.start();
  await scene.pass(100_000);
  const expected = [0];
  for (const pause of [...AWAY, AWAY.at(-1)]) expected.push(expected.at(-1) + pause);
  assert.deepEqual(scene.times, expected.filter((at) => at <= 100_000));
  scene.answer = settled;
  await scene.pass(AWAY.at(-1));
  assert.equal(scene.last.answer, "yes");
});

test("a page nobody looks at does not go on trying, but does so when it is looked at", async () => {
  const scene = new Scene();
  scene.answer = problem("offline");
  await scene.start();
  scene.visible = false;
  await scene.pass(60_000);
  assert.equal(scene.sent.length, 1);
  scene.visible = true;
  scene.answer = settled;
  scene.inquiry.noticed();
  await settle();
  assert.equal(scene.last.answer, "yes");
});

test("an answered page notices that the companion has ended, and shows no old answer", async () => {
  const scene = new Scene();
  await scene.start();
  scene.health = problem("offline");
  scene.answer = problem("offline");
  await scene.pass(HEARTBEAT);
  assert.equal(scene.last.name, "offline");
  scene.health = null;
  scene.answer = settled;
  await scene.pass(AWAY[0]);
  assert.equal(scene.last.answer, "yes");
});

test("someone who comes back to an answered page learns at once that the companion has ended", async () => {
  const scene = new Scene();
  await scene.start();
  scene.health = problem("offline");
  scene.inquiry.noticed();
  await settle();
  assert.equal(scene.last.name, "offline");
});

test("pairing in another window is noticed", async () => {
  const scene = new Scene();
  scene.answer = scene.health = problem("unpaired");
  await scene.start();
  await scene.pass(3 * HEARTBEAT);
  assert.equal(scene.sent.length, 1);
  scene.answer = settled;
  scene.health = null;
  await scene.pass(HEARTBEAT);
  assert.equal(scene.last.answer, "yes");
});

test("someone who comes back from pairing gets the answer", async () => {
  const scene = new Scene();
  scene.answer = scene.health = problem("unpaired");
  await scene.start();
  await scene.pass(120_000);
  assert.equal(scene.sent.length, 1);
  scene.answer = settled;
  scene.inquiry.noticed();
  scene.inquiry.noticed();
  await settle();
  assert.equal(scene.last.answer, "yes");
  assert.equal(scene.sent.length, 2);
});

test("trying again shows that it is being tried", async () => {
  const scene = new Scene();
  scene.answer = problem("garbled");
  await scene.start();
  scene.inquiry.retry();
  await settle();
  assert.deepEqual(
    scene.shown.map(({ name }) => name),
    ["checking", "garbled", "checking", "garbled"],
  );
});

test("a page that is too large is not sent", async () => {
  const scene = new Scene();
  scene.html = null;
  await scene.start();
  assert.equal(scene.last.name, "too_large");
  assert.deepEqual(scene.sent, []);
});

test("an answer that comes after the page has moved on is dropped", async () => {
  const scene = new Scene();
  let answer;
  scene.answer = () => new Promise((resolve) => (answer = resolve));
  await scene.start();
  scene.inquiry.end();
  answer(settled);
  await scene.pass(60_000);
  assert.deepEqual(
    scene.shown.map(({ name }) => name),
    ["checking"],
  );
  assert.equal(scene.sent.length, 1);
});

test("a page that still shows the order before is not asked about under the new address", async () => {
  const scene = new Scene({ leftover: "<html>1</html>" });
  await scene.start();
  await scene.pass(500);
  assert.deepEqual(scene.sent, []);
  scene.html = "<html>2</html>";
  scene.inquiry.changed();
  await scene.pass(DEBOUNCE);
  assert.deepEqual(
    scene.sent.map(({ html }) => html),
    ["<html>2</html>"],
  );
});

test("two orders may have the same page after all", async () => {
  const scene = new Scene({ leftover: "<html>1</html>" });
  await scene.start();
  await scene.pass(10_000);
  assert.equal(scene.sent.length, 1);
});
