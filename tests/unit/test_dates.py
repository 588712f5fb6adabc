"""Dates as the site writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from babel import localedata
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from aliorders.data import table
from aliorders.models import Missing, MissingReason, Moment, Precision
from aliorders.text.dates import from_epoch_ms, read_day, read_moment
from aliorders.text.months import cldr_orders, languages_with_months
from aliorders.text.wording import Wording

LANGUAGES = (
    "en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr", "he", "ko", "ja", "ar", "uk", "cs",
    "sk", "az", "no", "zh",
)  # fmt: skip
DAYS = st.dates(min_value=date(2010, 1, 1), max_value=date(2040, 12, 31))
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Jul 15, 2026", date(2026, 7, 15)),
        ("Date: Apr 8, 2026", date(2026, 4, 8)),
        ("Order date: Jan 01, 2024", date(2024, 1, 1)),
        ("Order placed on:Feb 29, 2024", date(2024, 2, 29)),
        ("Sep 4, 2026", date(2026, 9, 4)),
    ],
)
def test_a_full_date_with_or_without_its_label(text: str, day: date) -> None:
    moment = read_day(text)
    assert isinstance(moment, Moment), moment
    assert (moment.day, moment.precision, moment.at) == (day, Precision.DAY, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/04/2026", MissingReason.AMBIGUOUS),
        ("11.02.2026", MissingReason.AMBIGUOUS),
        ("Sep 4", MissingReason.UNREADABLE),
        ("May", MissingReason.UNREADABLE),
        ("Feb 30, 2026", MissingReason.UNREADABLE),
        ("Fri | Jul. 17 02:34", MissingReason.UNREADABLE),
        ("on:", MissingReason.NOT_FOUND),
        ("", MissingReason.NOT_FOUND),
    ],
)
def test_what_is_no_full_date_says_why(text: str, reason: MissingReason) -> None:
    moment = read_day(text)
    assert isinstance(moment, Missing), moment
    assert moment.missing is reason


def test_a_bare_day_spans_the_whole_pacific_day() -> None:
    moment = read_day("Nov 20, 2026")
    assert isinstance(moment, Moment)
    assert moment.earliest == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert moment.latest == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(("text", "hours"), [("Mar 8, 2026", 23), ("Nov 1, 2026", 25)])
def test_a_day_of_a_clock_change_is_shorter_or_longer(text: str, hours: int) -> None:
    moment = read_day(text)
    assert isinstance(moment, Moment)
    assert moment.latest - moment.earliest == timedelta(hours=hours)


def test_a_time_stamp_is_an_instant() -> None:
    moment = from_epoch_ms(1789800000000, "Thu | Sep. 17 10:00")
    assert moment.at == datetime.fromtimestamp(1789800000, UTC)
    assert moment.earliest == moment.latest == moment.at


OBSERVED = [
    ("en", "Jan 24, 2025", date(2025, 1, 24)),
    ("en", "10:31 May. 21 2019", date(2019, 5, 21)),
    ("en", "2014-05-31 10:51:32", date(2014, 5, 31)),
    ("en", "2022-03-23 21:19:58", date(2022, 3, 23)),
    ("pt", "24 nov, 2023", date(2023, 11, 24)),
    ("de", "3. Aug 2025", date(2025, 8, 3)),
    ("ko", "2026년 5월 21일", date(2026, 5, 21)),
    ("ko", "주문일자:: 2026년 7월 15일", date(2026, 7, 15)),
    ("pl", "15 sty 2026", date(2026, 1, 15)),
    ("ru", "29 января 2024", date(2024, 1, 29)),
    ("az", "3 yanvar 2024", date(2024, 1, 3)),
    ("he", "11 בפבר׳ 2026", date(2026, 2, 11)),
    ("he", "11 בדצמ׳ 2026", date(2026, 12, 11)),
    ("es", "27 abr, 2026", date(2026, 4, 27)),
]
CLDR = [
    ("es", "11 feb 2026"),
    ("it", "11 feb 2026"),
    ("nl", "11 feb 2026"),
    ("es", "11 de febrero de 2026"),
    ("fr", "11 févr. 2026"),
    ("fr", "11 février 2026"),
    ("pt", "11 de fev. de 2026"),
    ("de", "11.02.2026"),
    ("de", "11. Feb. 2026"),
    ("pl", "11 lut 2026"),
    ("pl", "11 lutego 2026"),
    ("ru", "11 февр. 2026 г."),
    ("ru", "11 февраля 2026 г."),
    ("uk", "11 лют. 2026 р."),
    ("cs", "11. 2. 2026"),
    ("sk", "11. 2. 2026"),
    ("tr", "11 Şub 2026"),
    ("tr", "11 Şubat 2026"),
    ("he", "11 בפבר׳ 2026"),
    ("ko", "2026. 2. 11."),
    ("ko", "2026년 2월 11일"),
    ("ja", "2026/02/11"),
    ("ja", "2026年2月11日"),
    ("ar", "١١ فبراير ٢٠٢٦"),
    ("ar", "١١\u200f/٠٢\u200f/٢٠٢٦"),
    ("ar", "11 شباط 2026"),
]


@pytest.mark.parametrize(("language", "text", "day"), OBSERVED)
def test_a_form_that_was_seen(language: str, text: str, day: date) -> None:
    moment = read_day(text, Wording(language=language))
    assert isinstance(moment, Moment), moment
    assert (moment.day, moment.at, moment.precision) == (day, None, Precision.DAY)


@pytest.mark.parametrize(("language", "text"), CLDR)
def test_a_form_of_cldr(language: str, text: str) -> None:
    moment = read_day(text, Wording(language=language))
    assert isinstance(moment, Moment), moment
    assert moment.day == date(2026, 2, 11)


@pytest.mark.parametrize(
    ("language", "text", "day"), [entry for entry in OBSERVED if entry[0] != "az"]
)
def test_a_month_in_words_needs_no_known_language(language: str, text: str, day: date) -> None:
    moment = read_day(text)
    assert isinstance(moment, Moment), moment
    assert moment.day == day


@pytest.mark.parametrize("language", ["en", "es", None, "xx"])
def test_digits_are_refused_where_the_language_does_not_settle_their_order(
    language: str | None,
) -> None:
    moment = read_day("03/04/2026", Wording(language=language))
    assert isinstance(moment, Missing)
    assert moment.missing is MissingReason.AMBIGUOUS


@pytest.mark.parametrize(
    ("language", "region", "day"),
    [
        ("en", "US", date(2026, 3, 4)),
        ("en", "GB", date(2026, 4, 3)),
        ("es", "ES", date(2026, 4, 3)),
        ("es", "PR", date(2026, 3, 4)),
        ("de", None, date(2026, 4, 3)),
        ("pt", "BR", date(2026, 4, 3)),
        ("fr", "XX", date(2026, 4, 3)),
    ],
)
def test_the_region_settles_the_order_of_digits(
    language: str, region: str | None, day: date
) -> None:
    moment = read_day("03/04/2026", Wording(language=language, region=region))
    assert isinstance(moment, Moment), moment
    assert moment.day == day


@pytest.mark.parametrize("text", ["25/12/2026", "12.25.2026"])
def test_digits_that_can_mean_one_day_only_are_read(text: str) -> None:
    moment = read_day(text, Wording(language="en"))
    assert isinstance(moment, Moment), moment
    assert moment.day == date(2026, 12, 25)


def test_digits_in_an_order_the_language_does_not_have_are_refused() -> None:
    for text in ("12/25/2026", "2026/02/11"):
        moment = read_day(text, Wording(language="de"))
        assert isinstance(moment, Missing)
        assert moment.missing is MissingReason.AMBIGUOUS


@pytest.mark.parametrize("text", ["15. Juli 2026", "Jul 15, 2026", "03/04/2026"])
def test_words_and_loose_digits_of_a_translated_page_are_no_date(text: str) -> None:
    assert isinstance(read_day(text, Wording(language="de", translated=True)), Missing)


def test_a_date_that_needs_no_words_survives_translation() -> None:
    moment = read_day("2022-03-23 21:19:58", Wording(translated=True))
    assert isinstance(moment, Moment)


@pytest.mark.parametrize(
    "text",
    [
        "Sep. 26 - Oct. 01",
        "Apr. 24, 2026 - May. 14, 2026",
        "5 June",
        "jui 11 2026",
        "11 foo 2026",
        "11 11 2026 Nov",
        "Nov 11, 1926",
        "Nov 11, 26",
        "on 11 12:61 2026",
        "10:31 11:32 May. 21 2019",
        "I ordered 11 of them in May and 2026 more in Nov",
        "Nov 11, 2026 25:00 PM",
    ],
)
def test_what_is_not_one_full_date(text: str) -> None:
    for language in (None, "en", "fr"):
        moment = read_day(text, Wording(language=language))
        assert isinstance(moment, Missing), (language, moment)
        assert moment.missing is MissingReason.UNREADABLE


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("10:31 May. 21 2019", datetime(2019, 5, 21, 17, 31, tzinfo=UTC), Precision.MINUTE),
        ("2022-03-23 21:19:58", datetime(2022, 3, 24, 4, 19, 58, tzinfo=UTC), Precision.SECOND),
        ("Nov 3, 2026 3:15 PM", datetime(2026, 11, 3, 23, 15, tzinfo=UTC), Precision.MINUTE),
        ("Nov 3, 2026 12:05 AM", datetime(2026, 11, 3, 8, 5, tzinfo=UTC), Precision.MINUTE),
    ],
)
def test_a_time_of_day_is_read_in_pacific_time(
    text: str, at: datetime, precision: Precision
) -> None:
    moment = read_moment(text)
    assert isinstance(moment, Moment)
    assert (moment.at, moment.precision, moment.zone_assumed) == (at, precision, True)


def test_the_librarys_word_is_taken_only_where_it_used_every_number() -> None:
    known = read_day("Samstag, 3. August 2025", Wording(language="de"))
    assert isinstance(known, Moment)
    assert known.day == date(2025, 8, 3)
    assert isinstance(read_day("Samstag, 3. August 2025 (7 Tage)", Wording(language="de")), Missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_orders_of_digits_are_those_of_cldr(language: str) -> None:
    regions = [name for name in localedata.locale_identifiers() if name.split("_")[0] == language]
    wanted = frozenset[str]().union(*map(cldr_orders, regions))
    assert frozenset(table("text/dates")["digits"][language]) == wanted


def test_every_language_with_words_has_months() -> None:
    assert set(LANGUAGES) == set(languages_with_months())


@given(day=DAYS)
def test_any_day_reads_back(day: date) -> None:
    moment = read_day(f"{day:%b} {day.day}, {day.year}")
    assert isinstance(moment, Moment)
    assert moment.day == day


@given(
    day=DAYS,
    language=st.sampled_from(LANGUAGES),
    width=st.sampled_from(["medium", "long"]),
    label=st.sampled_from(["", "Date: ", "주문일자:: ", "Дата:\u00a0"]),
    marked=st.booleans(),
)
def test_a_day_in_any_language_reads_back(
    day: date, language: str, width: str, label: str, marked: bool
) -> None:
    text = format_date(day, width, language)
    if language == "ar":
        text = text.translate(ARABIC_DIGITS)
    if marked:
        text = f"\u200f{text}\u200e"
    moment = read_day(label + text, Wording(language=language))
    assert isinstance(moment, Moment), (text, moment)
    assert moment.day == day


@given(day=DAYS, language=st.sampled_from([name for name in LANGUAGES if name not in ("en", "es")]))
def test_a_day_in_digits_reads_back_where_regions_agree(day: date, language: str) -> None:
    if table("text/dates")["digits"][language][0] == "dmy":
        text = f"{day.day:02}.{day.month:02}.{day.year}"
    else:
        text = f"{day.year}/{day.month}/{day.day}"
    moment = read_day(text, Wording(language=language))
    assert isinstance(moment, Moment), (text, moment)
    assert moment.day == day


PATTERNS = {
    "pt": "{day} {month}, {year}",
    "es": "{day} {month}, {year}",
    "de": "{day}. {month} {year}",
    "pl": "{day} {month} {year}",
    "en": "{month} {day}, {year}",
    "ru": "{day} {month} {year} г.",
    "he": "{day} ב{month} {year}",
}


@given(day=DAYS, language=st.sampled_from(sorted(PATTERNS)))
def test_the_sites_own_patterns_read_back(day: date, language: str) -> None:
    month = format_date(day, "MMM", language).rstrip(".")
    text = PATTERNS[language].format(day=day.day, month=month, year=day.year)
    for wording in (Wording(language=language), Wording()):
        moment = read_day(text, wording)
        assert isinstance(moment, Moment), (text, moment)
        assert moment.day == day


@given(day=DAYS, language=st.sampled_from(LANGUAGES), width=st.sampled_from(["medium", "long"]))
def test_no_language_is_better_than_a_wrong_day(day: date, language: str, width: str) -> None:
    moment = read_day(format_date(day, width, language))
    assert isinstance(moment, Missing) or moment.day == day


@given(text=st.text(max_size=60), language=st.sampled_from([None, *LANGUAGES]))
def test_no_text_makes_it_raise(text: str, language: str | None) -> None:
    for translated in (False, True):
        wording = Wording(language=language, translated=translated)
        assert isinstance(read_moment(text, wording), Moment | Missing)
