"""Pages are read to the end, each once; a bad id costs only itself."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gametape.errors import GongUnavailable, RepeatedPage
from gametape.gong import endpoints
from gametape.gong.gong_client import GongClient
from gametape.sample.gong_api import ApiAnswer, ApiRequest, refusal
from gametape.sample.gong_company import GongCompany
from tests.fakes.gong_api import FaultyGong, client_of, on

FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
CALLS, TRANSCRIPTS = endpoints.CALLS.path, endpoints.TRANSCRIPTS.path


def ids(pages: Any) -> list[str]:
    return [call["metaData"]["id"] for page in pages for call in page]


def all_ids(api: FaultyGong) -> list[str]:
    return [call["metaData"]["id"] for call in api.company.calls]


def test_reads_every_call_of_a_window_once(api: FaultyGong, client: GongClient) -> None:
    assert ids(endpoints.calls(client, FROM, TO)) == all_ids(api)
    assert len(api.asked) == -(-len(all_ids(api)) // 7)


def test_windows_that_touch_have_each_call_in_exactly_one(api: FaultyGong, client: GongClient) -> None:
    middle = datetime.fromisoformat(api.company.calls[10]["metaData"]["started"])
    halves = ids(endpoints.calls(client, FROM, middle)), ids(endpoints.calls(client, middle, TO))
    assert halves[0] == all_ids(api)[:10]
    assert halves[1] == all_ids(api)[10:]


def test_an_empty_window_has_no_pages(client: GongClient) -> None:
    assert list(endpoints.calls(client, FROM, FROM)) == []


@pytest.mark.parametrize("read", [endpoints.users, lambda client: endpoints.calls(client, FROM, TO)])
def test_a_cursor_that_gong_ignores_is_an_error(api: FaultyGong, client: GongClient, read: Any) -> None:
    def first_page(request: ApiRequest) -> ApiAnswer:
        request.query.pop("cursor", None)
        request.body.pop("cursor", None)
        return super(FaultyGong, api).answer(request)

    api.faults = [first_page]
    with pytest.raises(RepeatedPage, match="twice"):
        list(read(client))
    assert len(api.asked) == 2


def test_a_cursor_that_stays_the_same_is_an_error(api: FaultyGong, client: GongClient) -> None:
    def same(request: ApiRequest) -> ApiAnswer:
        return ApiAnswer(200, {"records": {"cursor": "c"}, "users": [{"id": str(len(api.asked))}]})

    api.faults = [same]
    with pytest.raises(RepeatedPage):
        list(endpoints.users(client))


def test_a_cursor_belongs_to_its_request(api: FaultyGong, client: GongClient) -> None:
    first = client.post(CALLS, {"filter": {"callIds": all_ids(api)}}, scope="s")
    cursor = first["records"]["cursor"]
    other = ApiRequest("POST", CALLS, {}, {"filter": {"callIds": all_ids(api)[1:]}, "cursor": cursor})
    other.headers["authorization"] = api._authorization
    assert api.answer(other).status == 400


def test_one_bad_id_costs_only_itself(api: FaultyGong, client: GongClient) -> None:
    known = [id_ for id_ in all_ids(api) if id_ in api.company.transcripts]
    bad = "99999999999999999999"

    def spoiled(request: ApiRequest) -> ApiAnswer | None:
        return refusal(400, "Some calls not found") if bad in request.body["filter"]["callIds"] else None

    api.faults = [on(TRANSCRIPTS, spoiled)]
    pages = endpoints.transcripts_of(client, [*known[:40], bad, *known[40:]])
    assert {item["callId"] for page in pages for item in page} == set(known)


def test_asks_for_a_hundred_transcripts_at_a_time(api: FaultyGong, client: GongClient) -> None:
    list(endpoints.transcripts_of(client, [str(number) for number in range(250)]))
    assert [len(request.body["filter"]["callIds"]) for request in api.asked] == [100, 100, 50]


def test_a_transcript_that_is_not_there_yet_is_left_out(api: FaultyGong, client: GongClient) -> None:
    known = next(iter(api.company.transcripts))
    assert [item["callId"] for page in endpoints.transcripts_of(client, [known, "5"]) for item in page] == [known]
    assert list(endpoints.transcripts_of(client, ["5"])) == []


def test_asks_for_the_scores_of_gong_too(api: FaultyGong, client: GongClient) -> None:
    list(endpoints.scorecards(client, date(2020, 1, 1), date(2030, 1, 1)))
    assert {request.body["filter"]["reviewMethod"] for request in api.asked} == {"BOTH"}


def test_asks_for_both_timings_and_for_no_media(api: FaultyGong, client: GongClient) -> None:
    list(endpoints.calls(client, FROM, TO))
    asked = api.asked[0].body["contentSelector"]
    assert asked["contextTiming"] == ["Now", "TimeOfCall"]
    assert "media" not in asked["exposedFields"]


def test_what_gong_does_not_offer_is_no_link(api: FaultyGong, client: GongClient) -> None:
    for status in (401, 404, 405):
        api.faults = [on(endpoints.MANUAL_LINKS.path, lambda _, s=status: refusal(s, "You don't have permission"))]  # type: ignore[misc]
        assert list(endpoints.manual_links(client, FROM)) == []


def test_an_expired_cursor_asks_for_the_window_again(api: FaultyGong, client: GongClient) -> None:
    api.faults = [on(CALLS, lambda request: refusal(400, "Invalid cursor") if "cursor" in request.body else None)]
    pages = endpoints.calls(client, FROM, TO)
    assert len(next(pages)) == 7
    with pytest.raises(GongUnavailable, match="no longer knows"):
        next(pages)
    api.faults = []
    assert ids(endpoints.calls(client, FROM, TO)) == all_ids(api)


def test_a_window_that_grows_between_two_pages_loses_no_call(
    company: GongCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = FaultyGong(company, page_size=7)
    known = all_ids(api)
    late = {**company.calls[0], "metaData": {**company.calls[0]["metaData"], "id": "77777777777777777777"}}
    with client_of(api) as client:
        pages = endpoints.calls(client, FROM, TO)
        first = ids([next(pages)])
        monkeypatch.setattr(company, "calls", [late, *company.calls])
        assert {*first, *ids(pages)} >= set(known)
