"""Outside publications that came out, or were seen, on days that cannot be are found."""

import pytest

from invented_package import Fault, assert_found, edit, fault

FAULTS = [
    fault(
        "identifier-source",
        "an identifier from nowhere",
        edit("places", "karsa", wikidata_id="Q1"),
        at=("places", "karsa", "wikidata_source_id"),
        says="The cell is 'blank' beside wikidata_id 'Q1'",
    ),
    fault(
        "identifier-source",
        "a basis for an address that was not recovered",
        edit("articles", "A901", url_basis="text"),
        at=("articles", "A901", "url_basis"),
        says="The cell is 'text' beside url 'blank'",
    ),
    fault(
        "source-days",
        "another day than that in the address",
        edit("sources", "karsa_wire", url="https://wire.example/2031/04/14/karsa"),
        at=("sources", "karsa_wire", "published"),
        says="'2031-04-15' is not the day in the address, 2031-04-14",
    ),
    fault(
        "source-days",
        "a page seen before it came out",
        edit("sources", "karsa_wire", seen_on="2031-04-14"),
        at=("sources", "karsa_wire", "seen_on"),
        says="It was seen before it came out",
    ),
    fault(
        "source-days",
        "a page that was not seen, and when",
        edit("sources", "karsa_wire", seen_as="not_seen"),
        at=("sources", "karsa_wire", "seen_on"),
        says="It was 'not_seen'",
    ),
    fault(
        "source-after-day",
        "a figure of a day after its source",
        edit("sources", "karsa_wire", published="2031-04-14"),
        at=("outside_figures", "F903", "source_id"),
        says="'karsa_wire' came out on 2031-04-14 and cannot tell of 2031-04-15",
    ),
    fault(
        "source-after-day",
        "a date from a source before it",
        edit("time_expressions", "X908", source_id="acled_fatalities_faq"),
        at=("time_expressions", "X908", "source_id"),
        says="'acled_fatalities_faq' came out on 2024-05-07 and cannot tell of 2031-02-11",
    ),
    fault(
        "source-after-day",
        "a figure counted before its day",
        edit("outside_figures", "F903", counted_on="2031-04-14"),
        at=("outside_figures", "F903", "counted_on"),
        says="It was counted before 2031-04-15",
    ),
    fault(
        "source-one-day",
        "two days of one page",
        edit("event_reports", "R905", date="2031-02", date_earliest="2031-02-01", date_latest="2031-02-28"),
        at=("event_reports", "R905", "date"),
        says="'2031-02' is not what 'ombra_gazette' gives for 'E904' elsewhere: 2031-02-11",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_source_that_cannot_be_is_found_once_and_where_it_is(fault: Fault):
    assert_found(fault)
