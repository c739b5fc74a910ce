"""A column that goes away is told; one that was never there is no news."""

from tests.company import Company, Sync

AMOUNT = "opportunity.amount is gone: deals have no amount"


def without_amount(company: Company) -> None:
    rows = company.tables["salesforce.opportunity"]
    company.put("salesforce.opportunity", *({k: v for k, v in row.items() if k != "amount"} for row in rows))


def test_what_was_never_there_is_no_news(sync: Sync, company: Company) -> None:
    without_amount(company)
    assert [sync().entities["opportunities"].message for _ in range(2)] == [None, None]


def test_a_column_that_goes_is_told_until_it_is_back(sync: Sync, company: Company) -> None:
    sync()
    whole = company.tables["salesforce.opportunity"]
    without_amount(company)
    for _ in range(2):
        told = sync().entities["opportunities"]
        assert told.status == "success"
        assert AMOUNT in str(told.message)
    company.put("salesforce.opportunity", *whole)
    assert sync().entities["opportunities"].message is None
    without_amount(company)
    assert AMOUNT in str(sync().entities["opportunities"].message)


def test_a_full_run_takes_things_as_they_are(sync: Sync, company: Company) -> None:
    sync()
    without_amount(company)
    assert AMOUNT in str(sync().entities["opportunities"].message)
    assert sync(full=True).entities["opportunities"].message is None
    assert sync().entities["opportunities"].message is None
