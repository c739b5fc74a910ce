"""Map logical columns to the physical columns of one warehouse: build a SELECT that gives a table its logical shape."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from sqlglot import exp
from sqlglot.expressions.datatypes import DType

from gametape.warehouse.engine import Catalog
from gametape.warehouse.shapes.model import (
    BOOKKEEPING,
    DELETED,
    STAMPS,
    SYSTEM_STAMPS,
    VERSION_START,
    Column,
    Kind,
    TableShape,
)

# Matches a complete JSON string and nothing else; other values that begin with a quote stay unchanged. Half of a
# surrogate pair is not a character, and engines fail the whole query because of it.
_LETTER = r"\\u([0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})"
_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
JSON_STRING = rf'^"([^"\\\x00-\x1f]|\\["\\/bfnrt]|{_LETTER}|{_PAIR})*"$'

ZONED = {DType.TIMESTAMPTZ, DType.TIMESTAMPLTZ}
INSTANTS = exp.DataType.TEMPORAL_TYPES - {DType.DATE, DType.DATE32, DType.TIME, DType.TIMETZ}
DAYS = {DType.DATE, DType.DATE32}
SMALL_INTEGERS = exp.DataType.INTEGER_TYPES - {DType.INT128, DType.UINT128, DType.INT256, DType.UINT256, DType.BIT}
NESTED = {*exp.DataType.NESTED_TYPES, DType.JSON, DType.JSONB, DType.VARIANT}
BYTES = {DType.BINARY, DType.VARBINARY, DType.BLOB}


def squash(name: str) -> str:
    """Normalize a name so that its spellings compare as equal: `StageName`, `stage_name`, `STAGENAME`."""
    return name.replace("_", "").lower()


def snake(name: str) -> str:
    """Spell a name as stored fields do: `StageName` becomes `stage_name`, `Segment__c` becomes `segment_c`."""
    return re.sub("_{2,}", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).lower()


@cache
def parse_type(text: str, dialect: str) -> DType:
    """Parse a physical column type; a type that sqlglot does not know is `USERDEFINED`, which can be cast to TEXT."""
    try:
        kind = exp.DataType.build(text, dialect=dialect, udt=True).this
    except ValueError:
        kind = DType.USERDEFINED
    return DType(kind)


@dataclass(frozen=True, slots=True)
class PhysicalTable:
    """A physical table that can serve as a logical table."""

    shape: TableShape
    table: exp.Table
    types: Mapping[str, DType]

    def spelled(self, name: str) -> list[str]:
        """Return the physical columns of this name; there are two if a connector kept both spellings."""
        return [column for column in self.types if squash(column) == squash(name)]

    def physical(self, column: Column) -> list[str]:
        """Return the physical columns of the best spelling that exists, or an empty list."""
        return next(filter(None, map(self.spelled, column.candidates)), [])

    def missing(self) -> list[Column]:
        """List the required columns that the table lacks."""
        return [column for column in self.shape.columns if column.required and not self.physical(column)]


def find_table(shape: TableShape, catalog: Catalog, dialect: str) -> PhysicalTable | None:
    """Find the table of this name in any spelling, even if a required column is missing."""
    tables = catalog.datasets.get(shape.dataset, {})
    name = next((name for name in tables if squash(name) == squash(shape.table)), None)
    if name is None:
        return None
    name_node = exp.table_(exp.to_identifier(name, quoted=True), db=exp.to_identifier(shape.dataset, quoted=True))
    table = PhysicalTable(
        shape, name_node, {column: parse_type(type_, dialect) for column, type_ in tables[name].items()}
    )
    return None if shape.versions and not any(map(table.spelled, VERSION_START)) else table


def find_usable_table(shape: TableShape, catalog: Catalog, dialect: str) -> PhysicalTable | None:
    """Find the table of this name in any spelling, if it has all required columns."""
    table = find_table(shape, catalog, dialect)
    return table if table and not table.missing() else None


def logical_select(shape: TableShape, table: PhysicalTable | None, wanted: Collection[str]) -> exp.Select:
    """Build a SELECT of the wanted logical columns; a SELECT without rows if the table does not exist.

    Raises:
        KeyError: the shape has no such column.
    """
    columns = {column.name: column for column in shape.columns}
    select = exp.select(*(_logical(name, columns, table).as_(name) for name in sorted(wanted)))
    if table is None:
        return select.limit(0)
    select = select.from_(table.table.copy())
    active = table.spelled("_fivetran_active")
    if active and not shape.versions:
        select = select.where(exp.func("COALESCE", _convert(Kind.FLAG, table, active), exp.true()))
    return select


def _logical(name: str, columns: Mapping[str, Column], table: PhysicalTable | None) -> exp.Expr:
    if name == "stamp":
        return _coalesced(Kind.STAMP, table, STAMPS)
    if name == "system_stamp":
        return _coalesced(Kind.STAMP, table, SYSTEM_STAMPS)
    if name == "synced":
        return _coalesced(Kind.STAMP, table, ("_fivetran_synced",))
    if name == "is_deleted":
        return _any(table, DELETED)
    if name == "fields":
        return _fields(table)
    column = columns[name.removesuffix("_key")]
    value = _convert(column.kind, table, table.physical(column) if table else [])
    return _id_key(value) if name.endswith("_key") else value


def _coalesced(kind: Kind, table: PhysicalTable | None, names: Collection[str]) -> exp.Expr:
    return _convert(kind, table, [column for name in names for column in (table.spelled(name) if table else [])])


def _any(table: PhysicalTable | None, names: Collection[str]) -> exp.Expr:
    physical = [column for name in names for column in (table.spelled(name) if table else [])]
    return exp.or_(exp.false(), *(exp.func("COALESCE", _convert(Kind.FLAG, table, [c]), exp.false()) for c in physical))


def _convert(kind: Kind, table: PhysicalTable | None, physical: list[str]) -> exp.Expr:
    if table is None or not physical:
        return exp.cast(exp.null(), {Kind.STAMP: "TIMESTAMPTZ", Kind.FLAG: "BOOLEAN"}.get(kind, "TEXT"))
    values = [_CONVERTERS[kind](exp.column(name, quoted=True), table.types[name]) for name in physical]
    return values[0] if len(values) == 1 else exp.func("COALESCE", *values)


def _text(value: exp.Expr, type_: DType) -> exp.Expr:
    if type_ in exp.DataType.TEXT_TYPES:
        return value
    if type_ in INSTANTS:
        return exp.cast(_zoned(value, type_), "TEXT")
    if type_ in NESTED:
        return _bigquery("TO_JSON_STRING(_)", value)
    return exp.cast(value, "TEXT")


def _date(value: exp.Expr, type_: DType) -> exp.Expr:
    return exp.cast(exp.cast(value, "DATE"), "TEXT") if type_ in INSTANTS else _text(value, type_)


# Timestamp texts that records/times.py reads, for comparisons inside the database. Some engines accept neither a word
# for UTC nor a blank before the offset, and BigQuery does not accept +0000. A value of digits is the time since 1970.
_WORDED_STAMP = r"""COALESCE(
    SAFE_CAST(REGEXP_REPLACE(
        REGEXP_REPLACE(REGEXP_REPLACE(TRIM(_), r'\s*(?:UTC|GMT|[Zz])$', '+00:00'), r'\s+([+-][\d:]{2,5})$', r'\1'),
        r'(:\d\d(?:\.\d+)?[+-]\d\d)(\d\d)$', r'\1:\2'
    ) AS TIMESTAMP),
    IF(
        REGEXP_CONTAINS(TRIM(_), r'^(?:\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d*)?$'),
        TIMESTAMP_MICROS(CAST(SUBSTR(CONCAT(REPLACE(TRIM(_), '.', ''), '000000'), 1, 16) AS INT64)),
        NULL
    )
)"""


def _stamp(value: exp.Expr, type_: DType) -> exp.Expr:
    if type_ in INSTANTS | DAYS:
        return _zoned(value, type_)
    if type_ in exp.DataType.TEXT_TYPES | exp.DataType.NUMERIC_TYPES:
        return _bigquery(_WORDED_STAMP, _text(value, type_))
    return exp.cast(exp.null(), "TIMESTAMPTZ")


def _zoned(value: exp.Expr, type_: DType) -> exp.Expr:
    return value if type_ in ZONED else exp.cast(value, "TIMESTAMPTZ")


_WORDED_FLAG = """CASE WHEN LOWER(TRIM(_)) IN ('true', 't', 'yes', 'y', '1') THEN TRUE
    WHEN LOWER(TRIM(_)) IN ('false', 'f', 'no', 'n', '0') THEN FALSE END"""  # any other word means NULL


def _flag(value: exp.Expr, type_: DType) -> exp.Expr:
    if type_ is DType.BOOLEAN:
        return value
    if type_ in exp.DataType.NUMERIC_TYPES:
        return exp.NEQ(this=value, expression=exp.Literal.number(0))
    return _bigquery(_WORDED_FLAG, _text(value, type_))


def _json(value: exp.Expr, type_: DType) -> exp.Expr:
    if type_ in NESTED:
        return _bigquery("COALESCE(JSON_VALUE(_, '$'), NULLIF(TO_JSON_STRING(_), 'null'))", value)
    if type_ not in exp.DataType.TEXT_TYPES:
        return _text(value, type_)
    return _bigquery(f"IF(REGEXP_CONTAINS(_, r'{JSON_STRING}'), JSON_VALUE(_, '$'), NULLIF(_, 'null'))", value)


_CONVERTERS = {
    Kind.TEXT: _text,
    Kind.ID: _text,
    Kind.DATE: _date,
    Kind.MOMENT: _text,
    Kind.STAMP: _stamp,
    Kind.FLAG: _flag,
    Kind.JSON: _json,
}


def _id_key(value: exp.Expr) -> exp.Expr:
    return _bigquery("IF(LENGTH(_) IN (15, 18), SUBSTR(_, 1, 15), _)", value)


def _fields(table: PhysicalTable | None) -> exp.Expr:
    """Pack the physical columns that carry meaning into one STRUCT; NULL if there is none."""
    if table is None:
        return exp.cast(exp.null(), "TEXT")
    shape = table.shape
    logical = {name for column in shape.columns for name in table.physical(column)}
    apart = set() if shape.fields_repeat else logical
    kept_names = {squash(name) for name in shape.fields_kept}
    fields: dict[str, exp.Expr] = {}
    for column, type_ in table.types.items():
        name = snake(column)
        if column in apart or name in BOOKKEEPING or name.startswith(("_fivetran_", *shape.fields_hidden)):
            continue
        if "*" in shape.fields_kept or squash(column) in kept_names:
            fields.setdefault(name, _natural(exp.column(column, quoted=True), type_))
    pairs = [exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=fields[name]) for name in fields]
    return exp.Struct(expressions=pairs) if pairs else exp.cast(exp.null(), "TEXT")


def _natural(value: exp.Expr, type_: DType) -> exp.Expr:
    """Keep a type that JSON holds without loss; convert others to text, which keeps each digit and the time zone."""
    if type_ in SMALL_INTEGERS | NESTED or type_ is DType.BOOLEAN:
        return value
    return exp.func("TO_BASE64", value) if type_ in BYTES else _text(value, type_)


@cache
def _template(sql: str) -> exp.Expr:
    return exp.maybe_parse(sql, dialect="bigquery")


def _bigquery(sql: str, value: exp.Expr) -> exp.Expr:
    """Parse BigQuery SQL and put `value` in place of `_`, as a syntax tree without splicing text."""
    return _template(sql).transform(
        lambda node: value.copy() if isinstance(node, exp.Column) and node.name == "_" else node
    )
