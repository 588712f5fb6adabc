"""Any evidence, sensible or not, for tests of what holds whatever was seen."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from aliorders.models import (
    PACIFIC,
    ActionKind,
    Disagreement,
    EndReason,
    Evidence,
    Missing,
    MissingReason,
    Moment,
    Money,
    OrderStatus,
    PageKind,
    ParcelStage,
    Precision,
    Promise,
    PromiseKind,
    Settled,
)
from policy_case import PolicyCase

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)

_ANY_TEXT = st.text(max_size=30)
_DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)) | st.dates()
_ZONES = st.sampled_from([PACIFIC, "Asia/Shanghai", "UTC", "Pacific/Kiritimati"])
INSTANTS = st.integers(
    int(datetime(2005, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2095, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def _moments(draw: st.DrawFn) -> Moment:
    zone = draw(_ZONES)
    if draw(st.booleans()):
        return Moment(raw="x", precision=Precision.DAY, day=draw(_DAYS), zone=zone)
    at = draw(INSTANTS)
    return Moment(raw="x", precision=Precision.MINUTE, day=at.date(), at=at, zone=zone)


_STAGES = st.sampled_from(ParcelStage)
_STRIPS = st.sampled_from(
    [
        "Package collected by carrier.",
        "Your package is being prepared",
        "Package delivered",
        "?",
        "",
    ]
)
_OPTIONAL_MOMENT = st.none() | _moments()


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """Any evidence, sensible or not."""
    case = PolicyCase.model_validate(
        {
            "name": "random",
            "now": NOW,
            "order": {
                "status": draw(st.sampled_from(OrderStatus)),
                "word": draw(st.none() | _ANY_TEXT),
                "end": draw(st.none() | st.sampled_from(EndReason)),
                "buttons": draw(
                    st.none() | st.dictionaries(st.sampled_from(ActionKind), _ANY_TEXT)
                ),
                "strip": draw(st.none() | _STRIPS | _ANY_TEXT),
                "choice": draw(st.none() | st.booleans()),
                "counts_until": draw(st.none() | INSTANTS),
                "total": draw(
                    st.none()
                    | st.builds(
                        Money, amount=st.integers(0), currency=st.just("USD"), raw=_ANY_TEXT
                    )
                ),
            },
            "parcels": [
                {"stage": stage, "basis": draw(_ANY_TEXT), "events": draw(st.booleans())}
                for stage in draw(st.lists(_STAGES, max_size=3))
            ],
            "tracking_seen": draw(st.none() | st.booleans()),
            "settled": draw(st.sampled_from(Settled)),
            "pages": draw(st.lists(st.sampled_from(PageKind), max_size=3)),
            "expect": {"answer": "unknown", "rule": "none"},
        }
    )
    seen = case.evidence()
    dates = {name: draw(_OPTIONAL_MOMENT) for name in ("placed", "paid", "shipped", "completed")}
    promises = draw(
        st.lists(
            st.builds(_printed, st.sampled_from(PromiseKind), _ANY_TEXT, _OPTIONAL_MOMENT),
            max_size=3,
        )
    )
    known = {name: value for name, value in dates.items() if value is not None}
    differing = draw(
        st.lists(
            st.builds(
                Disagreement,
                field=st.sampled_from(["status", "total", "shipped", "line_count"]),
                used=_ANY_TEXT,
                used_from=_ANY_TEXT,
                other=_ANY_TEXT,
                other_from=_ANY_TEXT,
            ),
            max_size=2,
        )
    )
    return seen.model_copy(
        update={
            "order": seen.order.model_copy(update={**known, "promises": tuple(promises)}),
            "disagreements": tuple(differing),
        }
    )


def _printed(kind: PromiseKind, text: str, until: Moment | None) -> Promise:
    missing = Missing(missing=MissingReason.UNREADABLE)
    return Promise(kind=kind, text=text, until=missing if until is None else until)
