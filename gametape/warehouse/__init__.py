"""Rows out of a warehouse: one .sql per source of an entity, written once in BigQuery SQL, run on any engine."""

from gametape.warehouse.compile import Source
from gametape.warehouse.connect import Warehouse, connect
from gametape.warehouse.rows import Position, SourceRow, Window

__all__ = ["Position", "Source", "SourceRow", "Warehouse", "Window", "connect"]
