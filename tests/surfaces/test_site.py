"""The exported site, on a small export made here: one page for every id, and nothing beyond the export."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from gametape.surfaces.site import SHELL, Site

ID = "3f2b8f4e-1c1d-4e7a-9d59-2f1f6f0c1a2b"
SCRIPT = 'self.load("shell-segment")'


@pytest.fixture
def export(tmp_path: Path) -> Path:
    files = {
        "out/index.html": "<p>home",
        "out/404.html": "<p>no such page",
        "out/opportunities/index.html": "<p>list",
        f"out/opportunities/{SHELL}/index.html": f"<p>deal {SHELL}<script>{SCRIPT}</script><script src='/a'></script>",
        f"out/opportunities/{SHELL}/index.txt": f"data {SHELL}",
        f"out/opportunities/{SHELL}/__next.opportunities.$d$id.__PAGE__.txt": f"segment {SHELL}",
        f"out/opportunities/{SHELL}/brief/index.html": f"<p>brief {SHELL}",
        f"out/opportunities/{SHELL}/brief/index.txt": f"brief data {SHELL}",
        "out/_next/static/chunks/a1b2.js": "code",
        "secret.txt": "not part of the site",
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "out"


@pytest.fixture
def client(export: Path) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[Mount("/", Site(export))]), "http://localhost", follow_redirects=False) as client:
        yield client


def test_one_page_answers_for_every_id(client: TestClient) -> None:
    for id_ in (ID, str(uuid4())):
        page = client.get(f"/opportunities/{id_}/")
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert f"deal {id_}" in page.text
        assert SHELL not in page.text


def test_the_data_files_of_a_page_carry_the_id_too(client: TestClient) -> None:
    assert client.get(f"/opportunities/{ID}/index.txt").text == f"data {ID}"
    assert client.get(f"/opportunities/{ID}/__next.opportunities.$d$id.__PAGE__.txt").text == f"segment {ID}"


def test_a_page_without_its_slash_is_sent_there_with_its_query(client: TestClient) -> None:
    answer = client.get(f"/opportunities/{ID}?t=12")
    assert (answer.status_code, answer.headers["Location"]) == (307, f"/opportunities/{ID}/?t=12")
    assert client.get("/").headers["Location"] == "/opportunities/"


def test_a_browser_that_asks_for_the_usual_icon_is_sent_to_ours(client: TestClient) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/icon.svg")


def test_a_page_below_a_page_with_an_id_carries_the_id(client: TestClient) -> None:
    assert client.get(f"/opportunities/{ID}/brief/").text == f"<p>brief {ID}"
    assert client.get(f"/opportunities/{ID}/brief/index.txt").text == f"brief data {ID}"
    answer = client.get(f"/opportunities/{ID}/brief?since=1")
    assert (answer.status_code, answer.headers["Location"]) == (307, f"/opportunities/{ID}/brief/?since=1")


@pytest.mark.parametrize(
    "path",
    [
        f"/opportunities/{ID}/brief/../../../secret.txt",
        f"/opportunities/{ID}/brief/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        f"/opportunities/{ID}/other/",
        "/opportunities/006A/",
        f"/opportunities/{ID}x/",
        "/opportunities/<script>/",
        f"/opportunities/{ID}/other.html",
        f"/opportunities/{ID}/../../../secret.txt",
        f"/opportunities/{ID}/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/nothing",
    ],
)
def test_anything_else_is_the_exported_404(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.text == "<p>no such page"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_an_unknown_path_of_the_api_is_no_page(client: TestClient) -> None:
    answer = client.get("/api/nothing")
    assert answer.status_code == 404
    assert "no such page" not in answer.text


def test_a_page_may_run_its_own_scripts_and_no_others(client: TestClient) -> None:
    policy = client.get(f"/opportunities/{ID}/").headers["Content-Security-Policy"]
    script = SCRIPT.replace(SHELL, ID)
    assert re.findall(r"'sha256-(.*?)'", policy) == [b64encode(sha256(script.encode()).digest()).decode()]
    assert "unsafe" not in policy


def test_pages_are_asked_for_again_and_hashed_files_never(client: TestClient) -> None:
    page = client.get(f"/opportunities/{ID}/")
    assert page.headers["Cache-Control"] == "no-cache"
    again = client.get(f"/opportunities/{ID}/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        again.headers["Content-Security-Policy"] == page.headers["Content-Security-Policy"]
    )  # it replaces the kept one
    assert "immutable" in client.get("/_next/static/chunks/a1b2.js").headers["Cache-Control"]


def test_a_new_build_is_served_without_a_restart(client: TestClient, export: Path) -> None:
    before = client.get("/opportunities/").headers["ETag"]
    (export / "opportunities" / "index.html").write_text("<p>new list")
    after = client.get("/opportunities/", headers={"If-None-Match": before})
    assert (after.status_code, after.text) == (200, "<p>new list")
