"""`gametape`: the command line."""

from gametape.surfaces.cli import demo, doctor, erase, export, reconcile, retention, sample, serve, status, sync
from gametape.surfaces.cli.app import app

__all__ = ["app", "demo", "doctor", "erase", "export", "reconcile", "retention", "sample", "serve", "status", "sync"]
