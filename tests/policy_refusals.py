"""Ways to break a file of the policy, and the words in which the loader must refuse each."""

from __future__ import annotations

from collections.abc import Callable

Edit = Callable[[str], str]


def replaced(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def added(text: str) -> Edit:
    return lambda before: f"{before}\n{text}\n"


WINDOW = "parameters/verification_window.yaml"
ANSWERS = "parameters/seller_answers_request.yaml"

REFUSALS: dict[str, tuple[str, Edit, str]] = {
    "unknown key of a parameter": (WINDOW, added("colour: red"), r"colour: Extra inputs"),
    "unknown key of a value": (
        WINDOW,
        replaced("    high: 24", "    high: 24\n    higher: 25"),
        r"values\.0\.higher: Extra inputs",
    ),
    "unknown key of a claim": (
        ANSWERS,
        replaced("      - value: 48", "      - value: 48\n        shown: true"),
        r"values\.1\.claims\.0\.shown: Extra inputs",
    ),
    "duplicate key": (
        WINDOW,
        added("unit: hours"),
        r"window\.yaml: line 12: duplicate key \"unit\"",
    ),
    "not YAML": (WINDOW, added("values: [1"), r"verification_window\.yaml: "),
    "empty file": (WINDOW, lambda _: "", r"\(file\): Input should be"),
    "date with slashes": (WINDOW, replaced("2013-01-01", "01/02/2013"), r"values\.0\.effective: "),
    "year alone": (WINDOW, replaced("2013-01-01", "2013"), r"values\.0\.effective: .*ISO date"),
    "date with a time": (
        WINDOW,
        replaced("2013-01-01", "2013-01-01T00:00:00"),
        r"values\.0\.effective: .*ISO date",
    ),
    "no such day": (WINDOW, replaced("2013-01-01", "2013-02-30"), r"verification_window\.yaml: "),
    "no source": (WINDOW, replaced("    source: O11\n", ""), r"source: Field required"),
    "no source in a list": (WINDOW, replaced("source: O11", "source: []"), r"source: "),
    "unknown source": (WINDOW, replaced("source: O11", "source: X9"), r"unknown source 'X9'"),
    "no value": (WINDOW, replaced("    high: 24\n", ""), r"give either value, or high"),
    "value and span": (
        WINDOW,
        replaced("    high: 24", "    high: 24\n    value: 24"),
        r"give either value, or high",
    ),
    "low above high": (
        WINDOW,
        replaced("    high: 24", "    high: 24\n    low: 25"),
        r"low 25 is above high 24",
    ),
    "low without high": (
        "parameters/verification_recheck.yaml",
        replaced("    value: 6", "    value: 6\n    low: 5"),
        r"low belongs to high",
    ),
    "number as text": (WINDOW, replaced("high: 24", 'high: "24"'), r"high"),
    "yes as a number": (WINDOW, replaced("high: 24", "high: true"), r"high"),
    "unknown unit": (WINDOW, replaced("unit: hours", "unit: hour"), r"unit: Input should be"),
    "no review date": (WINDOW, replaced("review_by: 2027-06-01\n", ""), r"review_by: Field req"),
    "unknown confidence": (
        WINDOW,
        replaced("confidence: stated", "confidence: sure"),
        r"confidence: Input should be",
    ),
    "no values": (WINDOW, lambda text: f"{text.split('values:')[0]}values: []\n", r"values: "),
    "dates out of order": (
        ANSWERS,
        replaced("effective: 2024-01-01", "effective: 2019-01-01"),
        r"in order of their effective dates",
    ),
    "the same date twice": (
        ANSWERS,
        replaced("effective: 2024-01-01", "effective: 2020-03-16"),
        r"each date once",
    ),
    "claims without a resolution": (
        ANSWERS,
        replaced("    resolution: range\n", ""),
        r"several claims need a resolution",
    ),
    "range of a single used claim": (
        ANSWERS,
        replaced("place: how to cancel my order", "place: x\n        standing: listed"),
        r"range needs two or more",
    ),
    "set of a single used claim": (
        "parameters/protection_reminders.yaml",
        lambda text: text.replace("observed", "observed\n        standing: listed"),
        r"resolution set needs two or more used claims",
    ),
    "two chosen claims": (
        ANSWERS,
        replaced("resolution: range", "resolution: chosen"),
        r"exactly one claim must be used, not 2",
    ),
    "used claim in another unit": (
        ANSWERS,
        replaced("      - value: 72", "      - value: 72\n        unit: days"),
        r"a used claim has the unit of its parameter",
    ),
    "a better grade than the source has": (
        ANSWERS,
        replaced("{source: S3, grade: D}", "{source: S3, grade: A}"),
        r"grade A is better than 'S3' has \(C\)",
    ),
    "unused source": (
        "sources.yaml",
        added(
            "ZZ: {title: t, publisher: p, date: '2026', grade: D, url: null, note: ''}",
        ),
        r"sources\.yaml: ZZ: no figure, answer, message or conflict cites this source",
    ),
    "source without a date": (
        "sources.yaml",
        replaced("  date: undated\n", ""),
        r"S0\.date: Field required",
    ),
    "source with a vague date": (
        "sources.yaml",
        replaced("date: undated", "date: about 2015"),
        r"S0\.date: String should match",
    ),
    "source with an unknown grade": (
        "sources.yaml",
        replaced("grade: D", "grade: E"),
        r"S0\.grade: Input should be",
    ),
    "source with a plain web address": (
        "sources.yaml",
        replaced("url: https://www", "url: http://www"),
        r"O4\.url: String should match",
    ),
    "duplicate source": ("sources.yaml", added("S0: {}"), r"duplicate key \"S0\""),
    "unknown status": (
        "by_status.yaml",
        replaced("IN_ISSUE:", "IN_ISUE:"),
        r"by_status\.yaml: IN_ISUE: not an order status",
    ),
    "status without an answer": (
        "by_status.yaml",
        replaced("ARCHIVE: *ended", ""),
        r"by_status\.yaml: ARCHIVE: no answer",
    ),
    "end without an answer": (
        "by_status.yaml",
        replaced("  expired:\n", "  lapsed:\n"),
        r"by_status\.yaml: FINISH: ends must be exactly",
    ),
    "unknown answer": (
        "by_status.yaml",
        replaced("answer: yes", "answer: maybe"),
        r"by_status\.yaml: PLACE_ORDER_SUCCESS: answer: Input should be",
    ),
    "answer as a truth value": (
        "by_status.yaml",
        replaced("answer: yes", "answer: true"),
        r"PLACE_ORDER_SUCCESS: answer: Input should be",
    ),
    "reason without a source": (
        "by_status.yaml",
        replaced("{text: unpaid_alone, sources: [B1, B2, O13]}", "{text: unpaid_alone}"),
        r"PLACE_ORDER_SUCCESS: reasons\.0: .*a parameter or its sources",
    ),
    "unknown parameter of a reason": (
        "by_status.yaml",
        replaced("parameter: payment_window", "parameter: payment_time"),
        r"PLACE_ORDER_SUCCESS: unknown parameter 'payment_time'",
    ),
    "unknown step": (
        "by_status.yaml",
        replaced("[cancel_unpaid, let_it_expire]", "[cancel_unpaid, pray]"),
        r"PLACE_ORDER_SUCCESS: unknown step 'pray'",
    ),
    "no step": (
        "by_status.yaml",
        replaced("[cancel_unpaid, let_it_expire]", "[]"),
        r"PLACE_ORDER_SUCCESS: steps: ",
    ),
    "only a step with a button": (
        "by_status.yaml",
        replaced("[cancel_unpaid, let_it_expire]", "[{step: cancel_unpaid, button: cancel}]"),
        r"must depend on nothing",
    ),
    "unknown deadline": (
        "by_status.yaml",
        replaced("[payment_closes]", "[payday]"),
        r"PLACE_ORDER_SUCCESS: unknown deadline 'payday'",
    ),
    "a reason among the warnings": (
        "by_status.yaml",
        replaced("warnings: [refusal_risk]", "warnings: [label_exists]"),
        r"'label_exists' is not a warning",
    ),
    "unknown message": (
        "by_status.yaml",
        replaced("message: cancel_request", "message: love_letter"),
        r"unknown message 'love_letter'",
    ),
    "a refund by no deadline": (
        "by_cause.yaml",
        replaced("refund: true", "refund: payday"),
        r"by_cause\.yaml: \w+: refund: 'payday' is no deadline with a parameter",
    ),
    "a refund by a printed date alone": (
        "by_cause.yaml",
        replaced("refund: true", "refund: delivery_guarantee"),
        r"refund: 'delivery_guarantee' is no deadline with a parameter",
    ),
    "a cause without an answer": (
        "by_cause.yaml",
        replaced("not_collected:", "never_collected:"),
        r"by_cause\.yaml: causes must be exactly",
    ),
    "a note on refunds with an unknown figure": (
        "refunds.yaml",
        replaced("parameter: balance_refund_time", "parameter: balance_time"),
        r"refunds\.yaml: balance_time: unknown parameter 'balance_time'",
    ),
    "a refund's words without a mark": (
        "refunds.yaml",
        replaced("{text: Visa, mark: name}", "{text: Visa, mark: maybe}"),
        r"refunds\.yaml: methods\.card\.words\.1\.mark: ",
    ),
    "no coupon of several orders": (
        "refunds.yaml",
        replaced("  shared:\n", "  joint:\n"),
        r"refunds\.yaml: coupons: 'shared' is needed",
    ),
    "an entry with a rule of its own": (
        "by_evidence.yaml",
        replaced("button.unpaid:\n", "button.unpaid:\n  rule: x\n"),
        r"by_evidence\.yaml: button\.unpaid: rule: the key of the entry",
    ),
    "an entry that is no table": (
        "by_evidence.yaml",
        added("button.other: 3"),
        r"by_evidence\.yaml: button\.other: not a table",
    ),
    "a list for a table": ("by_evidence.yaml", lambda _: "[1]", r"by_evidence\.yaml: not a table"),
    "unknown parameter of a deadline": (
        "deadlines.yaml",
        replaced("parameter: payment_window", "parameter: payment_time"),
        r"deadlines\.yaml: payment_closes: unknown parameter",
    ),
    "a deadline of nothing": (
        "deadlines.yaml",
        replaced("{parameter: frozen_seller_proof}", "{sources: [B1]}"),
        r"frozen_seller_proof: .*a parameter, a printed promise, or a countdown",
    ),
    "a promise with a start": (
        "deadlines.yaml",
        replaced("parameter: late_coupon_claim", "starts: [{field: paid, basis: rule}]"),
        r"late_coupon: .*its own start",
    ),
    "a promise without a source": (
        "deadlines.yaml",
        replaced("  sources: [O7, O10]\n", ""),
        r"delivery_guarantee: .*names its sources",
    ),
    "reminders of nothing": (
        "deadlines.yaml",
        replaced("{parameter: protection_reminders}", "{}"),
        r"delivery_guarantee\.reminders: .*a parameter, days, or the end",
    ),
    "reminders from two places": (
        "deadlines.yaml",
        replaced("protection_reminders}", "protection_reminders, days_before: [1]}"),
        r"delivery_guarantee\.reminders: .*not both",
    ),
    "reminders from an unknown parameter": (
        "deadlines.yaml",
        replaced("{parameter: protection_reminders}", "{parameter: protection_alarms}"),
        r"delivery_guarantee: unknown parameter 'protection_alarms'",
    ),
    "reminders from a single length": (
        "deadlines.yaml",
        replaced("{parameter: protection_reminders}", "{parameter: payment_window}"),
        r"delivery_guarantee: reminders need a set",
    ),
    "a reminder before it is due": (
        "deadlines.yaml",
        replaced("days_after_start: [0, 3]", "days_after_start: [0, -3]"),
        r"delivered_unconfirmed\.reminders\.days_after_start",
    ),
    "one reading where several are asked for": (
        "deadlines.yaml",
        replaced(
            "{field: shipped, basis: rule}]", "{field: shipped, basis: rule}]\n  every_start: true"
        ),
        r"non_receipt_dispute: .*two starts or more",
    ),
    "what runs first without what follows": (
        "deadlines.yaml",
        replaced("  sources: [O7, O10]\n", "  sources: [O7, O10]\n  after: payment_window\n"),
        r"delivery_guarantee: .*needs a parameter that follows",
    ),
    "unused deadline": (
        "deadlines.yaml",
        added("lunch: {parameter: payment_window}"),
        r"deadlines\.yaml: lunch: unused",
    ),
    "a right of an unknown region": (
        "rights.yaml",
        replaced("region: brazil", "region: mercosur"),
        r"rights\.yaml: .*unknown region 'mercosur'",
    ),
    "a right with an unknown link": (
        "rights.yaml",
        replaced("link: returns", "link: refunds"),
        r"rights\.yaml: .*unknown link 'refunds'",
    ),
    "a right with a link elsewhere": (
        "rights.yaml",
        replaced("https://europa.eu/youreurope/citizens", "https://example.com/citizens"),
        r"rights\.yaml: links\.returns",
    ),
    "a country in two regions": (
        "rights.yaml",
        replaced("brazil: [BR]", "brazil: [BR, IE]"),
        r"a country stands in one region only",
    ),
    "a right without a source": (
        "rights.yaml",
        replaced("    sources: [B7]\n", ""),
        r"united_states_change_of_mind\.sources: Field required",
    ),
    "a right without a sentence": (
        "phrases/en/rights.toml",
        replaced("eu_trader =", "eu_traders ="),
        r"phrases/en: right\.eu_trader: missing",
    ),
    "unknown region of a deadline": (
        "deadlines.yaml",
        replaced("region: eu_eea", "region: eu"),
        r"eu_withdrawal: unknown region 'eu'",
    ),
    "unused step": ("steps.yaml", added("  wait_a_day: null"), r"wait_a_day: unused step"),
    "unknown link of a step": (
        "steps.yaml",
        replaced("wait_frozen: null", "wait_frozen: chat"),
        r"unknown link 'chat'",
    ),
    "unknown deadline of a step": (
        "steps.yaml",
        replaced("{dated_by: [payment_closes]}", "{dated_by: [payday]}"),
        r"steps\.yaml: let_it_expire: unknown deadline 'payday'",
    ),
    "unknown occasion of a step": (
        "by_evidence.yaml",
        replaced("when: protection_ends_soon", "when: christmas"),
        r"by_evidence\.yaml: .*when: Input should be",
    ),
    "unknown step that asks for a reason": (
        "cancel_reasons.yaml",
        replaced("asked_at: [cancel_unpaid", "asked_at: [cancel_at_night"),
        r"cancel_reasons\.yaml: asked_at: unknown step 'cancel_at_night'",
    ),
    "no word for a reason that evidence proves": (
        "cancel_reasons.yaml",
        replaced("  seller_slow:", "  seller_slower:"),
        r"cancel_reasons\.yaml: reasons: 'seller_slow' is needed",
    ),
    "unknown side of a reason": (
        "cancel_reasons.yaml",
        replaced("side: other", "side: carrier"),
        r"cancel_reasons\.yaml: reasons\.other\.side: Input should be",
    ),
    "a link to another site": (
        "steps.yaml",
        replaced("https://www.aliexpress.com/p/order", "https://example.com/p/order"),
        r"links\.order_list: String should match",
    ),
    "missing phrase": (
        "phrases/en/answers.toml",
        replaced("unpaid_alone =", "unpaid_allone ="),
        r"phrases/en: reason\.unpaid_alone: missing",
    ),
    "unknown placeholder": (
        "phrases/en/answers.toml",
        replaced("{payment_window}{", "{payment_time}{"),
        r"unknown placeholder \{payment_time\}",
    ),
    "malformed placeholder": (
        "phrases/en/answers.toml",
        replaced("{payment_window}{", "{payment_window.high}{"),
        r"phrases/en: phrase 'reason\.unpaid_closes': .*not a plain placeholder",
    ),
    "unclosed brace": (
        "phrases/en/answers.toml",
        replaced("{payment_window}{", "{payment_window{"),
        r"phrases/en: phrase 'reason\.unpaid_closes'",
    ),
    "a phrase that is a number": (
        "phrases/en/figures.toml",
        replaced('cancel = "Cancel"', "cancel = 7"),
        r"phrases/en: phrase 'word\.cancel' is not a text",
    ),
    "missing unit": (
        "phrases/en/figures.toml",
        replaced("[unit.business_days]", "[unit.work_days]"),
        r"phrases: .*unit\.business_days\.other",
    ),
    "not TOML": ("phrases/en/answers.toml", added("= 3"), r"phrases/en/answers\.toml: "),
    "unknown placeholder of a message": (
        "messages/en.toml",
        replaced("#{order}", "#{address}"),
        r"messages/en\.toml: cancel_request: unknown placeholder \{address\}",
    ),
    "malformed message": (
        "messages/en.toml",
        replaced("#{order}", "#{order"),
        r"messages/en\.toml: cancel_request: ",
    ),
    "unused message": (
        "messages/en.toml",
        added('[chat]\ntext = "Hello"'),
        r"messages/en\.toml: chat: unused",
    ),
    "finding about a seller with an unknown parameter": (
        "sellers.yaml",
        replaced("parameter: lowest_seller_rate}", "parameter: lowest_rate}"),
        r"sellers\.yaml: rate_low: unknown parameter 'lowest_rate'",
    ),
    "finding about a seller that gets better when seen again": (
        "sellers.yaml",
        replaced("again: caution", "again: strictest"),
        r"sellers\.yaml: findings\.refused_before: .*again must be a lower band",
    ),
    "behaviour of a seller that nobody on record tells of": (
        "sellers.yaml",
        replaced("{source: O1, place: reasons of a cancellation}", "X1"),
        r"sellers\.yaml: blame_yourself: unknown source 'X1'",
    ),
    "refused claim without a reason": (
        "refused.yaml",
        replaced("  reason: Neither gives any data.\n", ""),
        r"refused\.yaml: most_cancellers_succeed\.reason: Field required",
    ),
    "refused claim with a broken pattern": (
        "refused.yaml",
        replaced("'large majority'", "'large (majority'"),
        r"refused\.yaml: most_cancellers_succeed\.patterns: ",
    ),
    "conflict with a name that nothing has": (
        "conflicts.yaml",
        replaced("[parameter.payment_window]", "[parameter.payment_time]"),
        r"conflicts\.yaml: C6: unknown name 'parameter\.payment_time'",
    ),
    "conflict that is neither shown nor explained": (
        "conflicts.yaml",
        replaced("  shown_with: [parameter.payment_window]\n", ""),
        r"conflicts\.yaml: C6: .*the names it is shown with, or why it is not shown",
    ),
    "conflict that is shown and not shown": (
        "conflicts.yaml",
        replaced(
            "  shown_with: [parameter.payment_window]\n", "  shown_with: [refund]\n  not_shown: x\n"
        ),
        r"conflicts\.yaml: C6: .*the names it is shown with, or why it is not shown",
    ),
    "conflict of a single claim": (
        "conflicts.yaml",
        replaced("    - {says: a voucher, sources: [S3], standing: used}\n", ""),
        r"conflicts\.yaml: C30\.claims: ",
    ),
    "conflict with an unknown pattern": (
        "conflicts.yaml",
        replaced("pattern: usually", "pattern: mostly"),
        r"conflicts\.yaml: C3\.pattern\.0: Input should be",
    ),
    "claim without a source": (
        "conflicts.yaml",
        replaced("{says: 40 days, sources: [chinaparcel], ", "{says: 40 days, "),
        r"conflicts\.yaml: C7\.claims\.0\.sources: Field required",
    ),
    "fact in a place that is not there": (
        "facts.yaml",
        replaced("[step.let_it_expire]", "[step.let_it_lapse]"),
        r"facts\.yaml: P4: unknown name 'step\.let_it_lapse'",
    ),
    "fact that lives nowhere": (
        "facts.yaml",
        replaced("  lives_in: [step.let_it_expire]\n", ""),
        r"facts\.yaml: P4: .*the names it lives in, or why it is left out",
    ),
    "fact that is left out and not left out": (
        "facts.yaml",
        replaced("[step.let_it_expire]", "[step.let_it_expire]\n  left_out: no room"),
        r"facts\.yaml: P4: .*the names it lives in, or why it is left out",
    ),
    "gap that nothing shows": (
        "gaps.yaml",
        replaced("[deadline.status_countdown]", "[]"),
        r"gaps\.yaml: other_countdowns\.shown_by: ",
    ),
    "gap shown by what is not there": (
        "gaps.yaml",
        replaced("[deadline.status_countdown]", "[deadline.other]"),
        r"gaps\.yaml: other_countdowns: unknown name 'deadline\.other'",
    ),
    "conflict without a sentence": (
        "phrases/en/conflicts.toml",
        replaced("C6 =", "C66 ="),
        r"phrases/en: conflict\.C6: missing",
    ),
}
"""By name: the file, the edit that breaks it, and a pattern of the message."""
