"""Doctor names each missing scope with what it costs, and a wrong key, host or clock, by one request each."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from gametape.gong.checks import GongCheck, check_gong
from gametape.gong.gong_client import GongClient
from gametape.sample.gong_api import SCOPES, ApiAnswer, ApiRequest, refusal
from gametape.sample.gong_company import GongCompany
from tests.fakes.gong_api import FaultyGong, client_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_all_is_well_with_one_request_per_scope(api: FaultyGong, client: GongClient) -> None:
    checks = check_gong(client, left=lambda: 5990, now=NOW)
    assert all(check.ok for check in checks)
    assert GongCheck("requests", ok=True, text="5,990 left today") in checks
    assert len(api.asked) == 6
    assert len({request.path for request in api.asked}) == 6


@pytest.mark.parametrize(
    "scope",
    [
        "api:users:read",
        "api:calls:read:extensive",
        "api:calls:read:transcript",
        "api:stats:scorecards",
        "api:settings:scorecards:read",
        "api:crm-calls:manual-association:read",
    ],
)
def test_a_missing_scope_is_told_with_its_cost(company: GongCompany, scope: str) -> None:
    api = FaultyGong(company, scopes=frozenset(SCOPES.values()) - {scope})
    with client_of(api) as client:
        failed = [check for check in check_gong(client, left=lambda: 1, now=NOW) if not check.ok]
    assert [check.name for check in failed] == [scope]
    assert failed[0].text.startswith("not granted: ")
    assert "docs/gong.md" in failed[0].text


def test_a_wrong_key_is_the_only_line(company: GongCompany) -> None:
    api = FaultyGong(company)
    api._authorization = "another"
    with client_of(api) as client:
        checks = check_gong(client, left=lambda: 1, now=NOW)
    assert len(checks) == 1
    assert not checks[0].ok
    assert "GONG_ACCESS_KEY" in checks[0].text
    assert len(api.asked) == 1


def test_another_host_is_named(api: FaultyGong, client: GongClient) -> None:
    api.faults = [lambda _: ApiAnswer(301, {}, {"location": "https://us-9.api.gong.example/v2/users"})]
    (check,) = check_gong(client, left=lambda: 1, now=NOW)
    assert "GONG_BASE_URL to https://us-9.api.gong.example" in check.text


def test_a_clock_that_differs_is_told(api: FaultyGong, client: GongClient) -> None:
    def dated(request: ApiRequest) -> ApiAnswer | None:
        answer = super(FaultyGong, api).answer(request)
        return ApiAnswer(answer.status, answer.body, {"date": format_datetime(NOW - timedelta(minutes=9))})

    api.faults = [dated]
    (clock,) = [check for check in check_gong(client, left=lambda: 1, now=NOW) if check.name == "clock"]
    assert not clock.ok
    assert "by 9 min" in clock.text


def test_no_requests_left_is_told(client: GongClient) -> None:
    assert GongCheck("requests", ok=False, text="0 left today") in check_gong(client, left=lambda: 0, now=NOW)


def test_ids_that_gong_does_not_know_are_no_missing_scope(api: FaultyGong, client: GongClient) -> None:
    def unknown(request: ApiRequest) -> ApiAnswer | None:
        return refusal(400, "Some calls not found") if "callIds" in request.body.get("filter", {}) else None

    api.faults = [unknown]
    assert all(check.ok for check in check_gong(client, left=lambda: 1, now=NOW))
