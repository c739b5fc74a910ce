"""Warehouses that nobody prepared are synced and held against an independent reading: what differs is seen."""

import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from bench import real
from bench.real_reading import read
from tests.databases import Databases

_TABLES = {
    "salesforce/opportunity": """
        id,Name,owner_id,stage_name,amount,currency_iso_code,close_date,is_deleted,system_modstamp
        006000000000001AAA,One,U1,2. Discovery,1000.50,EUR,2026-12-31,false,2026-06-01
        006000000000002,Two,U1,6. Closed Won,2000,USD,3/4/2026,false,2026-06-01
        006000000000002AAA,Two,U1,6. Closed Won,2500,USD,2026-03-04,false,2026-05-01
        006000000000003AAA,,U1,2. Discovery,3000,EUR,2026-12-31,false,2026-06-01
        006000000000004AAA,Four,U1,2. Discovery,4000,EUR,2026-12-31,true,2026-06-01
        006000000000005AAA,Five,U1,2. Discovery,,EUR,2026-12-31,false,2026-06-01
    """,
    "salesforce/user": """
        id,email,name
        U1,Rep@Vendor.example,Rep
    """,
    "salesforce/opportunity_history": """
        id,opportunity_id,stage_name,amount,close_date,created_date
        008000000000001AAA,006000000000001AAA,1. New,1000,2026-12-31,2026-05-01T10:00:00Z
        008000000000002AAA,006000000000001AAA,2. Discovery,1000,2026-12-31,2026-05-02 10:00:00 UTC
        008000000000003AAA,006000000000001AAA,2. Discovery,1000.50,2026-12-31,2026-05-03T10:00:00Z
    """,
    "salesforce/email_message": """
        id,related_to_id,from_address,to_address,subject,message_date,incoming,status
        02s1,006000000000001AAA,Ana <Ana@buyer.example>,rep@vendor.example,Hello,2026-06-01T08:00:00Z,true,1
        02s2,006000000000002AAA,rep@vendor.example,ana@buyer.example,Offer,2026-06-02T08:00:00Z,false,3
        02s3,006000000000002AAA,rep@vendor.example,ana@buyer.example,Draft,2026-06-02T09:00:00Z,false,5
    """,
    "gongio_ft/call": """
        id,started,duration,title,scope
        7001,2026-06-03T08:00:00Z,1800,Call,External
        7002,1780000000,1800.4,Call,External
    """,
    "gongio_ft/call_participant": """
        id,call_id,affiliation,email_address,name
        p1,7001,External,ana@buyer.example,Ana
        ,7001,External,,Somebody
        p1,7002,Internal,rep@vendor.example,Rep
    """,
    "gongio_ft/call_context_integration": """
        name,call_id,object_id,object_type,value
        StageName,7001,006000000000001,Opportunity,"2. Discovery"
        Amount,7001,006000000000001AAA,Opportunity,1000
        StageName,7002,006000000000003AAA,Opportunity,"2. Discovery"
    """,
}


def _write(folder: Path) -> None:
    for name, table in _TABLES.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(line.strip() for line in table.strip().splitlines()) + "\n", "utf-8")


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def tried(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Result]:
    """Runs the program on a folder, on the Postgres that tests share; logging stays as it is."""
    app = typer.Typer()
    app.command()(real.main)

    def run(folder: Path) -> Result:
        with ExitStack() as stack:
            monkeypatch.setattr(structlog, "configure", lambda **_: None)
            monkeypatch.setattr(real, "open_store", lambda _: databases.open(stack.enter_context(databases.fresh())))
            return CliRunner().invoke(app, [str(folder), "--json"])

    return run


def _report(result: Result) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return told


def test_what_differs_is_seen_and_what_the_source_causes_is_named(
    tried: Callable[[Path], Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, planted = tmp_path / "good", tmp_path / "planted"
    _write(good)
    shutil.copytree(good, planted)

    def read_and_change(warehouse: Path) -> Any:
        """Changes the planted warehouse behind the back of the reading, so that the store differs from it."""
        reading = read(warehouse)
        if warehouse == planted:
            _change(planted / "salesforce/opportunity.csv", "1000.50", "1000.51")
            _change(planted / "salesforce/email_message.csv", "02s2,0060", "02s2,0010")
            _change(planted / "gongio_ft/call.csv", "7002,", "7003,")
        return reading

    monkeypatch.setattr(real, "read", read_and_change)
    result = tried(tmp_path)
    told = _report(result)
    assert (result.exit_code, told["ok"]) == (1, False)
    well, ill = told["warehouses"]

    assert (well["name"], well["faults"], well["differences"], well["ok"]) == ("good", [], [], True)
    assert {(each["what"], each["count"], *each["ids"]) for each in well["named"]} == {
        ("deals not in the store", 1, "006000000000003"),
        ("links not in the store", 1, "7002/006000000000003"),
        ("deals: close date", 1, "006000000000002"),
    }
    figures = {each["what"]: each["store"] for each in well["figures"]}
    assert figures["sum of amounts, EUR"] == "1000.5"
    assert figures["sum of amounts, USD"] == "2000"
    assert (figures["deals"], figures["deleted deals"], figures["emails"], figures["stage moves"]) == (
        "3",
        "1",
        "2",
        "2",
    )
    assert (figures["calls"], figures["participants"], figures["links"]) == ("2", "3", "1")

    assert (ill["name"], ill["ok"]) == ("planted", False)
    assert {(each["what"], *each["ids"]) for each in ill["differences"]} == {
        ("deals: amount", "006000000000001"),
        ("emails: deal", "02s2"),
        ("calls not in the store", "7002"),
        ("calls only in the store", "7003"),
        ("participants not in the store", "7002"),
    }
    assert ill["differences"][0]["example"] == "1000.50 in the warehouse, 1000.51 in the store"


def test_a_folder_without_a_warehouse_is_an_error(tried: Callable[[Path], Result], tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    assert tried(tmp_path).exit_code == 2
