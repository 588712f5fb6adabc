// Draws the order pages of the replay site from its JSON, in stages, as the real site does.

import { watch } from "./elements.js";
import { drawDetail } from "./order_detail.js";
import { drawList } from "./order_list.js";
import { drawReturns } from "./returns.js";
import { drawTracking } from "./tracking.js";

const DRAWERS = {
  "/p/order/index.html": drawList,
  "/p/order/detail.html": drawDetail,
  "/p/tracking/index.html": drawTracking,
  "/p/refund-dispute/list.html": drawReturns,
};

let views = 0;

/** One visit of one address. A view that was left draws nothing any more. */
class View {
  constructor() {
    this.number = ++views;
    this.start = views === 1 ? 0 : performance.now();
    this.parameters = new URLSearchParams(location.search);
    this.root = document.getElementById("root");
  }

  get left() {
    return this.number !== views;
  }

  /** Whether links between orders are followed inside the page. */
  get inPage() {
    return this.parameters.get("spa") === "1";
  }

  /** Follow a link in the page, without loading a document. */
  go(href) {
    const target = new URL(href, location.href);
    target.searchParams.set("spa", "1");
    history.pushState({}, "", target);
    show();
  }

  /** Put a new root element in place of the old one, as a framework's refresh does. */
  replaceRoot(...children) {
    const root = document.createElement("div");
    root.id = "root";
    root.append(...children);
    this.root.replaceWith(root);
    this.root = root;
  }
}

async function show() {
  const view = new View();
  const order = view.parameters.get("orderId") ?? "";
  const answer = await fetch(`/replay/view?orderId=${encodeURIComponent(order)}`);
  const delays = await answer.json();
  watch(delays.changing);
  const asked = Number(view.parameters.get("rerender"));
  if (asked > 0) delays.rerender_ms = asked;
  if (!view.left) await DRAWERS[location.pathname](view, delays);
}

window.addEventListener("popstate", show);
show();
