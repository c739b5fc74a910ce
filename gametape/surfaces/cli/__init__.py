"""Command line `gametape`; importing the modules adds their commands to the application."""

from gametape.surfaces.cli import (
    demo,
    digest,
    doctor,
    erase,
    export,
    forecast,
    gong,
    hear,
    insights,
    learn,
    mcp,
    promised,
    reconcile,
    restore,
    retention,
    said,
    sample,
    score,
    serve,
    status,
    sync,
    token,
    week,
)
from gametape.surfaces.cli.app import app

__all__ = [
    "app", "demo", "digest", "doctor", "erase", "export", "forecast", "gong", "hear", "insights", "learn", "mcp",
    "promised", "reconcile", "restore", "retention", "said", "sample", "score", "serve", "status", "sync", "token",
    "week",
]  # fmt: skip
