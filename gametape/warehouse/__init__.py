"""Read rows from a data warehouse.

Each source of an entity has one .sql file in BigQuery SQL; any engine can run it.
"""

from gametape.source import Position, Source, SourceRow, Window
from gametape.warehouse.connect import Warehouse, connect

__all__ = ["Position", "Source", "SourceRow", "Warehouse", "Window", "connect"]
