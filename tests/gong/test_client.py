"""The client keeps the rate and the budget, retries what passes, and names what a person must change."""

import httpx2
import pytest

from gametape.errors import BadSettings, GongUnavailable, MissingScope, RequestsSpent
from gametape.gong import endpoints
from gametape.gong.access import GongAccess, gong_access
from gametape.gong.gong_client import BadBatch, GongClient
from gametape.sample.gong_api import ApiAnswer, refusal
from gametape.sample.gong_company import GongCompany
from tests.databases import OnlyGiven
from tests.fakes.gong_api import KEY, SECRET, FaultyGong, client_of, first_time, on, serving


def everyone(client: GongClient) -> list[str]:
    return [user["id"] for page in endpoints.users(client) for user in page]


def test_waits_as_long_as_gong_asks_and_goes_on(api: FaultyGong) -> None:
    naps: list[float] = []
    api.faults = [first_time(lambda _: refusal(429, "slow down", **{"retry-after": "7"}))]
    with client_of(api, naps=naps) as client:
        assert len(everyone(client)) == len(api.company.users)
    assert naps == [7.0]


def test_a_wait_of_hours_ends_the_run_at_once(api: FaultyGong) -> None:
    api.faults = [lambda _: refusal(429, "quota", **{"retry-after": "40000"})]
    with client_of(api) as client, pytest.raises(RequestsSpent, match="used up"):
        everyone(client)
    assert len(api.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_faults_of_gong_are_retried_and_then_told(api: FaultyGong, status: int) -> None:
    naps: list[float] = []
    api.faults = [lambda _: refusal(status, "Internal server error occurred")]
    with client_of(api, naps=naps) as client, pytest.raises(GongUnavailable, match=str(status)):
        everyone(client)
    assert naps == [1, 2, 4, 8]


def test_no_connection_is_told_without_a_traceback() -> None:
    def away(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    access = GongAccess(KEY, SECRET, "https://x.example")
    with (
        GongClient(access, transport=httpx2.MockTransport(away), per_second=10_000, sleep=lambda _: None) as client,
        pytest.raises(GongUnavailable, match="did not answer"),
    ):
        everyone(client)


def test_a_missing_scope_is_named(company: GongCompany) -> None:
    api = FaultyGong(company, scopes=frozenset({"api:workspaces:read"}))
    with client_of(api) as client, pytest.raises(MissingScope, match="api:users:read"):
        everyone(client)
    assert len(api.asked) == 1


def test_a_wrong_key_is_no_missing_scope(company: GongCompany) -> None:
    api = FaultyGong(company)
    api._authorization = "another"
    with client_of(api) as client, pytest.raises(BadSettings, match="GONG_ACCESS_KEY") as raised:
        everyone(client)
    assert SECRET not in raised.value.in_full


def test_a_redirect_is_not_followed_and_names_the_setting(api: FaultyGong) -> None:
    api.faults = [lambda _: ApiAnswer(307, {}, {"location": "https://us-1.api.gong.example/v2/users"})]
    with client_of(api) as client, pytest.raises(BadSettings) as raised:
        everyone(client)
    assert "GONG_BASE_URL to https://us-1.api.gong.example." in raised.value.in_full
    assert len(api.asked) == 1


def test_a_forbidden_network_is_told(api: FaultyGong) -> None:
    api.faults = [lambda _: refusal(403, "Forbidden")]
    with client_of(api) as client, pytest.raises(BadSettings, match="network address"):
        everyone(client)


def test_nothing_found_is_empty_and_an_unknown_path_is_an_error(api: FaultyGong) -> None:
    api.faults = [on("/v2/users", lambda _: refusal(404, "No calls found corresponding to the provided filters"))]
    with client_of(api) as client:
        assert everyone(client) == []
        with pytest.raises(MissingScope, match="404"):
            client.get("/v2/nowhere", scope="api:nothing")


def test_an_answer_that_is_no_object_is_retried() -> None:
    answers = iter([b"<html>", b'["x"]', b'{"users": [{"id": "7"}]}'])
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=next(answers)))
    access = GongAccess(KEY, SECRET, "https://x.example")
    with GongClient(access, transport=transport, per_second=10_000, sleep=lambda _: None) as client:
        assert everyone(client) == ["7"]


def test_a_bad_request_is_not_repeated(api: FaultyGong) -> None:
    with client_of(api) as client, pytest.raises(BadBatch):
        client.post("/v2/calls/extensive", {"filter": {"fromDateTime": "soon"}}, scope="s")
    assert len(api.asked) == 1


def test_each_attempt_is_taken_from_the_budget(api: FaultyGong) -> None:
    class Two:
        left = 2

        def take(self) -> None:
            if not self.left:
                raise RequestsSpent("spent")
            self.left -= 1

    api.faults = [first_time(lambda _: refusal(500, "x"))]
    with client_of(api, budget=Two()) as client, pytest.raises(RequestsSpent):
        everyone(client)
    assert len(api.asked) == 2


def test_reaches_a_server_of_this_machine(api: FaultyGong) -> None:
    with serving(api) as url, GongClient(GongAccess(KEY, SECRET, url), per_second=10_000) as client:
        assert len(everyone(client)) == len(api.company.users)


def test_at_most_two_requests_start_within_a_second() -> None:
    access = GongAccess(KEY, SECRET, "https://x.example")
    client = GongClient(access)
    taken = [client._limiter.try_acquire("gong", blocking=False) for _ in range(3)]
    client.close()
    assert taken == [True, True, False]


@pytest.mark.parametrize(
    "url",
    [
        "http://us-1.api.gong.io",
        "https://user:word@api.gong.io",
        "https://api.gong.io/v2",
        "ftp://api.gong.io",
        "api.gong.io",
        "http://127.0.0.1.evil.example",
        "https://api.gong.io:port",
        "http://[::1",
    ],
)
def test_an_address_that_a_key_must_not_go_to_is_refused(url: str) -> None:
    with pytest.raises(BadSettings, match="GONG_BASE_URL"):
        gong_access(OnlyGiven(gong_access_key="k", gong_access_key_secret="s", gong_base_url=url))


@pytest.mark.parametrize("url", ["https://us-1.api.gong.io/", "http://localhost:8080", "http://[::1]:9"])
def test_an_address_is_taken(url: str) -> None:
    given = gong_access(OnlyGiven(gong_access_key=" k ", gong_access_key_secret="s", gong_base_url=url))
    assert given == GongAccess("k", "s", url.rstrip("/"))


def test_a_missing_half_of_the_key_is_named() -> None:
    with pytest.raises(BadSettings, match="GONG_ACCESS_KEY_SECRET"):
        gong_access(OnlyGiven(gong_access_key="k"))


def test_the_secret_is_not_in_the_shown_access() -> None:
    assert "hidden" not in repr(GongAccess("hidden", "hidden", "https://x.example"))
