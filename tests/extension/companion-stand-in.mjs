/** A program on a free port of 127.0.0.1 that answers as a test says, and notes what it was asked. */

import { createServer } from "node:http";
import { once } from "node:events";

export const HEADER = "X-Cancel-Window-Protocol";

export const HELLO = {
  product: "cancel-window",
  protocol: "1.0",
  version: "0.1.0",
  features: ["assess"],
  pairing_open: false,
};

/** A reply of the companion. */
export function reply(body, { status = 200, protocol = "1.0" } = {}) {
  return { status, headers: { [HEADER]: protocol, "Content-Type": "application/json" }, body };
}

/** A refusal of the companion. */
export function refusal(status, code, { blocked = null, protocol = "1.0" } = {}) {
  const error = { code, message: `It is ${code}.`, remedy: "Do this." };
  return reply({ error, blocked }, { status, protocol });
}

export class StandIn {
  /** @param {Record<string, object>} answers by path; `hello` is answered unless said otherwise */
  static async start(answers = {}) {
    const standIn = new StandIn(answers);
    standIn.server.listen(0, "127.0.0.1");
    await once(standIn.server, "listening");
    standIn.port = standIn.server.address().port;
    return standIn;
  }

  constructor(answers) {
    this.answers = { "/v1/hello": reply(HELLO), ...answers };
    this.asked = [];
    this.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      this.asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const answer = this.answers[url];
      if (answer === undefined) return response.writeHead(404).end("nothing here");
      if (typeof answer === "function") return answer(request, response);
      const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
      response.writeHead(answer.status, answer.headers).end(body);
    });
  }

  /** The requests to one path. */
  to(path) {
    return this.asked.filter(({ url }) => url === path);
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
