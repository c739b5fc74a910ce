"""Read rows from a data warehouse.

Each source of an entity has one .sql file in BigQuery SQL; any engine can run it.
"""

from gametape.warehouse.compile import Source
from gametape.warehouse.connect import Warehouse, connect
from gametape.warehouse.rows import Position, SourceRow, Window

__all__ = ["Position", "Source", "SourceRow", "Warehouse", "Window", "connect"]
