"""Beyond this machine, nothing that tells of a deal is told without a token; on it, nobody is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from gametape.settings import Settings
from gametape.surfaces.application import create_app
from gametape.surfaces.auth import Scope, create_token, revoke_token
from gametape.surfaces.rest.authentication import COOKIE
from tests.conftest import SettingsFor

DATA = ("/api/opportunities", "/api/search?q=a", "/api/said?q=a", "/api/sync", "/api/openapi.json", "/api/nothing")


def client_of(engine: sa.Engine, settings: Settings, site: Path | None = None) -> TestClient:
    app = create_app(settings, engine, hosts=("*",), site=site)
    return TestClient(app, "https://deals.example", raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def client(engine: sa.Engine, settings: Settings) -> Iterator[TestClient]:
    with client_of(engine, settings) as client:
        yield client


def token(engine: sa.Engine, *scopes: Scope, name: str = "Ingrid") -> str:
    with engine.begin() as connection:
        return create_token(connection, name, scopes or [Scope.READ])


def bearer(shown: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {shown}"}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A site of one page and one script."""
    for name in ("index.html", "404.html", "opportunities/index.html", "_next/static/a.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<html></html>")
    return tmp_path


@pytest.mark.parametrize("path", DATA)
def test_nothing_is_told_without_a_token(client: TestClient, path: str) -> None:
    for headers in ({}, bearer("gametape_wrong"), {"Authorization": "Basic eDp4"}, {"Cookie": f"{COOKIE}=wrong"}):
        refused = client.get(path, headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not_allowed")
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert refused.headers["x-content-type-options"] == "nosniff"
    assert client.post("/mcp", json={}).status_code == 401


def test_a_token_opens_it_in_the_header_and_in_the_cookie_until_it_is_revoked(
    client: TestClient, engine: sa.Engine
) -> None:
    shown = token(engine)
    for headers in (bearer(shown), {"authorization": f"bearer  {shown}"}, {"Cookie": f"a=b; {COOKIE}={shown}"}):
        assert client.get("/api/opportunities", headers=headers).status_code == 200
        assert client.get("/api/nothing", headers=headers).status_code == 404
    with engine.begin() as connection:
        revoke_token(connection, "Ingrid")
    assert client.get("/api/opportunities", headers=bearer(shown)).status_code == 401


def test_a_token_for_reading_is_for_reading(client: TestClient, engine: sa.Engine) -> None:
    reads, does = token(engine), token(engine, Scope.READ, Scope.REFRESH, name="Anders")
    refused = client.post("/api/opportunities", headers=bearer(reads))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_in_scope")
    assert client.post("/api/opportunities", headers=bearer(does)).status_code == 405
    only = token(engine, Scope.REFRESH, name="cron")
    assert client.get("/api/opportunities", headers=bearer(only)).status_code == 403


def test_health_is_told_to_anybody(client: TestClient) -> None:
    assert client.get("/api/health").status_code == 200


def test_a_request_without_a_body_in_its_answer_is_refused_like_any_other(
    engine: sa.Engine, settings: Settings, pages: Path
) -> None:
    """The site takes every path, and HEAD is no method of a route of the API: the site must not answer for it."""
    with client_of(engine, settings, pages) as client:
        assert {client.head(path).status_code for path in DATA if path != "/api/nothing"} == {401}


def test_a_page_leads_to_the_login_and_back(engine: sa.Engine, settings: Settings, pages: Path) -> None:
    shown, client = token(engine), client_of(engine, settings, pages)
    sent = client.get("/opportunities/?owner=a%40b", headers={"Accept": "text/html"})
    assert sent.status_code == 303
    assert sent.headers["location"] == "/api/login?next=%2Fopportunities%2F%3Fowner%3Da%2540b"
    form = client.get(sent.headers["location"])
    assert form.status_code == 200
    assert 'value="/opportunities/?owner=a%40b"' in form.text
    wrong = client.post("/api/login", data={"token": "gametape_x", "next": "/"})
    assert wrong.status_code == 401
    assert "token is not valid" in wrong.text
    entered = client.post("/api/login", data={"token": f" {shown} ", "next": "/opportunities/?owner=a%40b"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/opportunities/?owner=a%40b")
    cookie = entered.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"))
    assert client.get("/api/opportunities").status_code == 200
    assert "Ingrid" in client.get("/api/login").text
    assert client.post("/api/logout").status_code == 303
    assert client.get("/api/opportunities").status_code == 401


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "", "/a\r\nb: c"])
def test_the_login_leads_nowhere_else(client: TestClient, engine: sa.Engine, wanted: str) -> None:
    entered = client.post("/api/login", data={"token": token(engine), "next": wanted})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")


def test_names_and_addresses_are_text_on_the_login_page(client: TestClient, engine: sa.Engine) -> None:
    shown = token(engine, name="<script>alert(1)</script>")
    for headers in ({}, bearer(shown)):
        page = client.get("/api/login", params={"next": '/"><script>alert(1)</script>'}, headers=headers)
        assert "<script>" not in page.text


def test_on_this_machine_nobody_is_asked(engine: sa.Engine, settings: Settings) -> None:
    app = create_app(settings, engine, site=None)
    assert TestClient(app, "http://localhost").get("/api/opportunities").status_code == 200


def test_who_may_read_can_be_somebody_elses_business(engine: sa.Engine, settings_for: SettingsFor) -> None:
    with client_of(engine, settings_for(access="open", hosts=("deals.example",))) as client:
        assert client.get("/api/opportunities").status_code == 200
        assert client.get("/api/opportunities", headers={"Host": "192.0.2.7:8000"}).status_code == 200
        # A page of elsewhere that has its own name point at this address.
        assert client.get("/api/opportunities", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("origin", "headers", "answers"),
    [
        (None, {}, 405),
        ("https://deals.example", {}, 405),
        ("https://evil.example", {}, 403),
        ("null", {}, 403),
        ("https://deals.example.evil.example", {}, 403),
        ("http://localhost:3000", {}, 403),
        ("https://front.example", {"X-Forwarded-Host": "front.example"}, 405),
        ("http://[", {}, 403),
        ("https://deals.example", {"X-Forwarded-Host": "["}, 403),
    ],
)
def test_no_page_of_elsewhere_makes_a_browser_do_more_than_read(
    engine: sa.Engine, settings_for: SettingsFor, origin: str | None, headers: dict[str, str], answers: int
) -> None:
    sent = headers | ({"Origin": origin} if origin else {})
    with client_of(engine, settings_for(access="open", hosts=("*",))) as client:
        assert client.post("/api/opportunities", headers=sent).status_code == answers
        assert client.get("/api/opportunities", headers=sent).status_code == 200


def test_another_port_of_this_machine_is_this_machine(engine: sa.Engine, settings: Settings) -> None:
    client = TestClient(create_app(settings, engine, site=None), "http://127.0.0.1:8000")
    here, there = {"Origin": "http://localhost:3000"}, {"Origin": "http://evil.example"}
    assert client.post("/api/opportunities", headers=here).status_code == 405
    assert client.post("/api/opportunities", headers=there).status_code == 403
    assert client.post("/mcp", json={}, headers=there).status_code == 403
    assert client.post("/mcp", json={}, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-anything", "True-Client-IP"],
)
def test_what_a_proxy_of_this_machine_passes_on_needs_a_token(
    engine: sa.Engine, settings: Settings, header: str
) -> None:
    client = TestClient(create_app(settings, engine, site=None), "http://localhost")
    assert client.get("/api/opportunities", headers={header: "for=192.0.2.1"}).status_code == 401
    assert client.post("/mcp", json={}, headers={header: "for=192.0.2.1"}).status_code == 401
    assert client.get("/api/health", headers={header: "for=192.0.2.1"}).status_code == 200
    assert client.get("/api/opportunities", headers={header: "x"} | bearer(token(engine))).status_code == 200


def test_a_demanded_token_is_demanded_on_this_machine_too(engine: sa.Engine, settings_for: SettingsFor) -> None:
    client = TestClient(create_app(settings_for(access="token"), engine, site=None), "http://localhost")
    assert [client.get(path).status_code for path in DATA] == [401] * len(DATA)
    assert client.post("/mcp", json={}).status_code == 401
    assert client.get("/api/opportunities", headers=bearer(token(engine))).status_code == 200


@pytest.mark.parametrize("is_mounted", [True, False], ids=["mounted", "root-path"])
def test_below_a_prefix_the_door_is_the_same(
    engine: sa.Engine, settings: Settings, pages: Path, is_mounted: bool
) -> None:
    app = create_app(settings, engine, hosts=("*",), site=pages)
    if is_mounted:
        client = TestClient(Starlette(routes=[Mount("/tape", app)]), "https://x.example", follow_redirects=False)
    else:
        client = TestClient(app, "https://x.example", root_path="/tape", follow_redirects=False)
    reads = bearer(token(engine))
    for path in ("/api/opportunities", "/api/openapi.json", "/api/reps", "/api/sync"):
        assert client.get(f"/tape{path}").status_code == 401, path
        assert client.get(f"/tape{path}", headers=reads).status_code == 200, path
    assert client.post("/tape/mcp", json={}).status_code == 401
    assert client.post(f"/tape/api/opportunities/{'0' * 32}/insights", headers=reads).status_code == 403
    assert client.get("/tape/api/health").status_code == 200
    sent = client.get("/tape/opportunities/", headers={"Accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/tape/api/login?next=%2Ftape%2Fopportunities%2F")
    assert 'action="/tape/api/login"' in client.get(sent.headers["location"]).text
    assert client.get("/tape/_next/static/a.js").status_code == 200


def test_every_route_but_three_needs_a_token(engine: sa.Engine, settings: Settings, client: TestClient) -> None:
    """Also one that is added tomorrow: what is not declared public is data."""
    described = client.get("/api/openapi.json", headers=bearer(token(engine))).json()["paths"]
    open_ones = [path for path in described if client.get(path).status_code != 401]
    assert open_ones == ["/api/health"]
    late = create_app(settings, engine, hosts=("*",), site=None)

    @late.get("/api/late")
    def tomorrow() -> str:
        return "a deal"

    assert TestClient(late, "https://x.example").get("/api/late").status_code == 401


@pytest.mark.parametrize("host", ["[", "a b", "[::1", "x:port", "", "-", "a/b", "a@b"])
def test_a_malformed_host_is_refused(client: TestClient, host: str) -> None:
    for path in ("/api/health", "/api/opportunities"):
        answer = client.get(path, headers={"Host": host})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("proto", "is_secure"), [("https", True), ("https, http", True), ("HTTPS,http", True), ("http, https", False)]
)
def test_the_cookie_is_secure_where_the_browser_came_over_tls(
    engine: sa.Engine, settings: Settings, proto: str, is_secure: bool
) -> None:
    client = TestClient(
        create_app(settings, engine, hosts=("*",), site=None), "http://x.example", follow_redirects=False
    )
    sent = client.post("/api/login", data={"token": token(engine)}, headers={"X-Forwarded-Proto": proto})
    assert ("Secure" in sent.headers["set-cookie"]) == is_secure
