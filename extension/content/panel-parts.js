/**
 * The sections of the panel: each makes its elements from one part of a view, or nothing.
 */

var CancelWindowPanelParts = (() => {
  "use strict";

  /** @typedef {import("../companion/seller-view.js").SellerCard} SellerCard */
  /** @typedef {import("../companion/sources.js").Source} Source */
  /** @typedef {import("../companion/verdict-view.js").DeadlineView} DeadlineView */
  /** @typedef {import("../companion/verdict-view.js").MessageView} MessageView */
  /** @typedef {import("../companion/verdict-view.js").VerdictView} VerdictView */

  /**
   * What sections are made with. `fold` is a folded part that stays open when the panel is drawn
   * anew, `copyable` a text with its button, `counting` a place that a countdown keeps, `ticked`
   * what is told of a seller.
   * @typedef {object} Tools
   * @property {(key: string, substitutions?: readonly string[]) => string} say
   * @property {string} locale
   * @property {(key: string, summary: string, ...children: Node[]) => HTMLElement} fold
   * @property {(text: string, language: string) => Node[]} copyable
   * @property {(span: DeadlineView) => HTMLElement} counting
   * @property {(storeId: string, behaviours: readonly string[], takeBack: () => void) => Promise<void>} ticked
   * @property {{language: string | null}} chosen what the person chose to read messages in
   */

  const { button, caption, linked, make, quiet, tickBox, words } = CancelWindowParts;

  /**
   * A section with a heading, or nothing where there is nothing to say.
   * @param {string} title
   * @param {readonly Node[]} children
   */
  function section(title, children) {
    return children.length === 0 ? [] : [make("section", "row", make("h3", "", title), ...children)];
  }

  /**
   * @param {string} className
   * @param {readonly (readonly Node[])[]} items
   */
  function list(className, items) {
    if (items.length === 0) return [];
    return [make("ul", className, ...items.map((item) => make("li", "", ...item)))];
  }

  /**
   * @param {Tools} tools
   * @param {readonly Source[]} sources
   */
  function sourceLines({ say }, sources) {
    return sources.map(({ text, grade, url }) => {
      const line = make("div", "quiet source", say("source", [""]).trim(), " ", linked(text, url), " ");
      line.append(make("span", "grade", say("grade", [grade])));
      return line;
    });
  }

  /**
   * Sentences with their sources behind a fold.
   * @param {Tools} tools
   * @param {string} key
   * @param {readonly {text: string, sources: readonly Source[], observed?: string}[]} items
   */
  function sourcedList(tools, key, items) {
    return list(
      "",
      items.map(({ text, sources, observed }, place) => [
        words(text),
        ...(observed ? [quiet(tools.say("observed", [observed]))] : []),
        ...foldedSources(tools, `${key}-${place}`, sources),
      ]),
    );
  }

  /**
   * @param {Tools} tools
   * @param {string} key
   * @param {readonly Source[]} sources
   */
  function foldedSources(tools, key, sources) {
    if (sources.length === 0) return [];
    const summary = tools.say("sources", [String(sources.length)]);
    return [tools.fold(`sources-${key}`, summary, ...sourceLines(tools, sources))];
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function todo(tools, { steps, messages }) {
    const ordered = make("ol", "", ...steps.map(({ text, url }) => make("li", "", linked(text, url))));
    const folds = messages.map((message, place) => messageFold(tools, message, place));
    return section(tools.say("what_to_do"), [...(steps.length > 0 ? [ordered] : []), ...folds]);
  }

  /**
   * Which reason to give. One that was seen to be true stands open; of the others only the person
   * knows, and what the sources say on whether it matters stands under all of them.
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function cancelReasons(tools, { cancelReasons: told }) {
    if (told === null) return [];
    const { say } = tools;
    const fitting = told.reasons.filter(({ fits }) => fits);
    const others = told.reasons.filter(({ fits }) => !fits);
    const proposed = fitting.map((reason) => ({ ...reason, text: `${reason.text} ${say("reason_fits")}` }));
    const count = String(others.length);
    const summary = fitting.length > 0 ? say("other_reasons", [count]) : `${told.text} (${count})`;
    return section(say("cancel_reasons"), [
      ...(fitting.length > 0 ? [words(told.text)] : []),
      ...sourcedList(tools, "fitting", proposed),
      ...(others.length > 0 ? [tools.fold("reasons", summary, ...sourcedList(tools, "other", others))] : []),
      ...sourcedList(tools, "reason-view", told.views),
      ...(told.note ? [quiet(told.note)] : []),
    ]);
  }

  /**
   * A ready message: one of its languages is shown, the reader picks which.
   * @param {Tools} tools
   * @param {MessageView} message
   * @param {number} place
   */
  function messageFold(tools, { title, versions }, place) {
    const body = make("div", "versions");
    const names = new Intl.DisplayNames(tools.locale, { type: "language" });
    const tabs = versions.map(({ language }) =>
      button("tab", names.of(language) ?? language, () => {
        tools.chosen.language = language;
        show(language);
      }),
    );
    /** In this language, or the first there is. @param {string} language */
    const show = (language) => {
      const version = versions.find((one) => one.language === language) ?? versions[0];
      if (!version) return;
      body.replaceChildren(...tools.copyable(version.text, version.language));
      tabs.forEach((tab, index) => tab.setAttribute("aria-pressed", String(versions[index] === version)));
    };
    show(tools.chosen.language ?? "");
    const choice = make("div", "tabs", ...tabs);
    choice.setAttribute("role", "group");
    choice.setAttribute("aria-label", tools.say("message_language"));
    const summary = title ? tools.say("message_titled", [title]) : tools.say("message");
    return tools.fold(`message-${place}`, summary, ...(tabs.length > 1 ? [choice] : []), body);
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function deadlines(tools, view) {
    const items = view.deadlines.map((deadline, place) => [
      caption(deadline.title),
      tools.counting(deadline),
      words(deadline.text),
      quiet(tools.say(`basis_${deadline.basis}`)),
      ...deadline.notes.map(quiet),
      ...foldedSources(tools, `deadline-${place}`, deadline.sources),
    ]);
    return section(tools.say("deadlines"), list("plain", items));
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function refund(tools, { refund: money }) {
    if (money === null) return [];
    const when = money.when ? [make("p", money.isLate ? "late" : "", words(money.when))] : [];
    return section(tools.say("refund"), [
      make("p", "", words(money.text)),
      ...when,
      ...list("", money.notes.map((note) => [words(note)])),
      ...foldedSources(tools, "refund", money.sources),
    ]);
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function parcels(tools, view) {
    const items = view.parcels.map((parcel, place) => [
      caption([tools.say("parcel_number", [String(place + 1)]), parcel.carrier, parcel.number].filter(Boolean).join(" · ")),
      make("strong", parcel.isLabelOnly ? "stage label-only" : "stage", words(parcel.label)),
      words(parcel.text),
      ...(parcel.observed ? [quiet(tools.say("observed", [parcel.observed]))] : []),
      ...foldedSources(tools, `parcel-${place}`, parcel.sources),
    ]);
    return section(tools.say("parcels"), list("plain", items));
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function lines(tools, view) {
    const items = view.lines.map((line, place) => {
      const label = make("strong", "stage", words(line.label));
      label.dataset["tone"] = line.answer;
      return [caption(line.name), label, words(line.text), ...foldedSources(tools, `line-${place}`, line.sources)];
    });
    return section(tools.say("items"), list("plain", items));
  }

  /**
   * @param {Tools} tools
   * @param {readonly SellerCard[]} cards
   */
  function sellers(tools, cards) {
    const items = cards.map((card, place) => sellerParts(tools, card, place));
    return section(tools.say("sellers"), list("plain", items));
  }

  /**
   * One seller: what was seen of them, each with where, when, how sure and who says what it means.
   * @param {Tools} tools
   * @param {SellerCard} card
   * @param {number} place
   */
  function sellerParts(tools, card, place) {
    const label = make("strong", "stage", words(card.label));
    label.dataset["band"] = card.band;
    const findings = card.findings.map((finding, index) => [
      make("span", finding.isWarning ? "warned" : "", words(finding.text)),
      ...[finding.meaning, finding.sure].filter(Boolean).map(quiet),
      ...evidence(tools, finding),
      ...foldedSources(tools, `seller-${place}-${index}`, finding.sources),
    ]);
    const rest = [
      ...list("", card.figures.map((figure) => [words(figure.text), ...evidence(tools, figure)])),
      ...list("", card.record.map((line) => [words(line)])),
    ];
    return [
      caption(card.name),
      label,
      // The headline is a finding's own sentence, which stands below with its evidence.
      ...(card.headline && findings.length === 0 ? [words(card.headline)] : []),
      ...(card.listedUnder ? [quiet(card.listedUnder)] : []),
      ...list("", findings),
      ...(rest.length > 0 ? [tools.fold(`seller-${place}`, tools.say("seller_figures"), ...rest)] : []),
      ...checklist(tools, card, place),
    ];
  }

  /**
   * What a seller may ask for, to tick, each with what to do about it.
   * @param {Tools} tools
   * @param {SellerCard} card
   * @param {number} place
   */
  function checklist(tools, { storeId, behaviours }, place) {
    if (behaviours.length === 0) return [];
    const boxes = new Map(behaviours.map(({ kind, isTicked }) => [kind, tickBox(isTicked, tell)]));
    /** @param {HTMLInputElement} changed */
    function tell(changed) {
      const ticked = [...boxes].filter(([, box]) => box.checked).map(([kind]) => kind);
      void tools.ticked(storeId, ticked, () => {
        changed.checked = !changed.checked;
      });
    }
    const asked = behaviours.map(({ kind, text, advice, sources }, index) => [
      make("label", "tick", .../** @type {Node[]} */ ([boxes.get(kind)]), words(text)),
      quiet(advice),
      ...foldedSources(tools, `asked-of-${place}-${index}`, sources),
    ]);
    const help = quiet(tools.say("seller_asks_help"));
    return [tools.fold(`asked-${place}`, tools.say("seller_asks"), help, ...list("plain", asked))];
  }

  /**
   * @param {Tools} tools
   * @param {{where: string, seenAt: string | null}} seen
   */
  function evidence({ say, locale }, { where, seenAt }) {
    if (!seenAt) return where ? [quiet(say("observed", [where]))] : [];
    const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date(seenAt));
    return [quiet(say("seen_when", [where, when]))];
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function uncertain(tools, { notSeen, window: estimates }) {
    const missing = list("", notSeen.map((text) => [words(text)]));
    return section(tools.say("uncertain"), [
      ...(missing.length > 0 ? [caption(tools.say("not_seen")), ...missing] : []),
      ...(estimates.length > 0 ? [caption(tools.say("window")), ...sourcedList(tools, "window", estimates)] : []),
    ]);
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function rights(tools, view) {
    const items = view.rights.map((right, place) => [
      linked(right.text, right.url),
      ...foldedSources(tools, `right-${place}`, right.sources),
    ]);
    return section(tools.say("rights"), list("", items));
  }

  /**
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function basis({ say, locale }, { basedOn }) {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    const items = basedOn.map(({ kind, at }) => [words(say("seen_when", [say(`page_${kind}`), format.format(new Date(at))]))]);
    return section(say("based_on"), list("", items));
  }

  /**
   * Everything that is known of one order, in the order in which it is read.
   * @param {Tools} tools
   * @param {VerdictView} view
   */
  function order(tools, view) {
    const { say } = tools;
    const parcelsFirst = view.page === "tracking";
    return [
      ...(parcelsFirst ? parcels(tools, view) : []),
      ...todo(tools, view),
      ...cancelReasons(tools, view),
      ...section(say("warnings"), sourcedList(tools, "warning", view.warnings)),
      ...deadlines(tools, view),
      ...lines(tools, view),
      ...(parcelsFirst ? [] : parcels(tools, view)),
      ...refund(tools, view),
      ...sellers(tools, view.sellers),
      ...section(say("reasons"), sourcedList(tools, "reason", view.reasons)),
      ...section(say("conflicts"), sourcedList(tools, "conflict", view.conflicts)),
      ...uncertain(tools, view),
      ...rights(tools, view),
      ...basis(tools, view),
      make("p", "row quiet", words(say("grades"))),
    ];
  }

  return Object.freeze({ order, sellers });
})();
