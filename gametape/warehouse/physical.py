"""From logical columns to what one real warehouse has: a SELECT that gives a table the shape it should have."""

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

# A JSON string and nothing else; anything else that begins with a quote stays as it is. Half of a surrogate pair is no
# letter, and engines fail the whole query over it.
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
    """One spelling of a name for all of its spellings: `StageName`, `stage_name` and `STAGENAME` are one column."""
    return name.replace("_", "").lower()


def snake(name: str) -> str:
    """The spelling that fields are stored under: `StageName` is stage_name, `Segment__c` is segment_c."""
    return re.sub("_{2,}", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).lower()


@cache
def parse_type(text: str, dialect: str) -> DType:
    """The kind of a physical column, as sqlglot knows it; TEXT-castable `USERDEFINED` for what it does not know."""
    try:
        kind = exp.DataType.build(text, dialect=dialect, udt=True).this
    except ValueError:
        kind = DType.USERDEFINED
    return DType(kind)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A physical table that can play a shape."""

    shape: TableShape
    table: exp.Table
    types: Mapping[str, DType]

    def spelled(self, name: str) -> list[str]:
        """Physical columns of that name; more than one where a connector kept both spellings."""
        return [column for column in self.types if squash(column) == squash(name)]

    def physical(self, column: Column) -> list[str]:
        """Physical columns of the best spelling there is, or none."""
        return next(filter(None, map(self.spelled, column.candidates)), [])

    def missing(self) -> list[Column]:
        """The columns that the shape cannot do without, and that are not there."""
        return [column for column in self.shape.columns if column.required and not self.physical(column)]


def look(shape: TableShape, catalog: Catalog, dialect: str) -> FoundTable | None:
    """The table of that name, in whatever spelling, even if it lacks a column that the shape cannot do without."""
    tables = catalog.datasets.get(shape.dataset, {})
    name = next((name for name in tables if squash(name) == squash(shape.table)), None)
    if name is None:
        return None
    table = exp.table_(exp.to_identifier(name, quoted=True), db=exp.to_identifier(shape.dataset, quoted=True))
    found = FoundTable(shape, table, {column: parse_type(type_, dialect) for column, type_ in tables[name].items()})
    return None if shape.versions and not any(map(found.spelled, VERSION_START)) else found


def find(shape: TableShape, catalog: Catalog, dialect: str) -> FoundTable | None:
    """The table, if it has all the columns that the shape cannot do without."""
    found = look(shape, catalog, dialect)
    return found if found and not found.missing() else None


def relation(shape: TableShape, found: FoundTable | None, wanted: Collection[str]) -> exp.Select:
    """A SELECT of the wanted logical columns; without rows if the table is not there.

    Raises:
        KeyError: the shape has no such column.
    """
    columns = {column.name: column for column in shape.columns}
    select = exp.select(*(_logical(name, columns, found).as_(name) for name in sorted(wanted)))
    if found is None:
        return select.limit(0)
    select = select.from_(found.table.copy())
    active = found.spelled("_fivetran_active")
    if active and not shape.versions:
        select = select.where(exp.func("COALESCE", _convert(Kind.FLAG, found, active), exp.true()))
    return select


def _logical(name: str, columns: Mapping[str, Column], found: FoundTable | None) -> exp.Expr:
    if name == "stamp":
        return _coalesced(Kind.STAMP, found, STAMPS)
    if name == "system_stamp":
        return _coalesced(Kind.STAMP, found, SYSTEM_STAMPS)
    if name == "synced":
        return _coalesced(Kind.STAMP, found, ("_fivetran_synced",))
    if name == "is_deleted":
        return _any(found, DELETED)
    if name == "fields":
        return _fields(found)
    column = columns[name.removesuffix("_key")]
    value = _convert(column.kind, found, found.physical(column) if found else [])
    return _id_key(value) if name.endswith("_key") else value


def _coalesced(kind: Kind, found: FoundTable | None, names: Collection[str]) -> exp.Expr:
    return _convert(kind, found, [column for name in names for column in (found.spelled(name) if found else [])])


def _any(found: FoundTable | None, names: Collection[str]) -> exp.Expr:
    physical = [column for name in names for column in (found.spelled(name) if found else [])]
    return exp.or_(exp.false(), *(exp.func("COALESCE", _convert(Kind.FLAG, found, [c]), exp.false()) for c in physical))


def _convert(kind: Kind, found: FoundTable | None, physical: list[str]) -> exp.Expr:
    if found is None or not physical:
        return exp.cast(exp.null(), {Kind.STAMP: "TIMESTAMPTZ", Kind.FLAG: "BOOLEAN"}.get(kind, "TEXT"))
    values = [_CONVERTERS[kind](exp.column(name, quoted=True), found.types[name]) for name in physical]
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


# The forms that records/times.py reads, for what the database itself has to compare. Not every engine takes a word for
# UTC or a blank before the offset, and BigQuery does not take +0000. Digits are the time since 1970.
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
    WHEN LOWER(TRIM(_)) IN ('false', 'f', 'no', 'n', '0') THEN FALSE END"""  # any other word says nothing


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


def _fields(found: FoundTable | None) -> exp.Expr:
    """All physical columns that say something of the row, as one STRUCT; NULL where there is none."""
    if found is None:
        return exp.cast(exp.null(), "TEXT")
    shape = found.shape
    logical = {name for column in shape.columns for name in found.physical(column)}
    apart = set() if shape.fields_repeat else logical
    kept = {squash(name) for name in shape.fields_kept}
    fields: dict[str, exp.Expr] = {}
    for column, type_ in found.types.items():
        name = snake(column)
        if column in apart or name in BOOKKEEPING or name.startswith(("_fivetran_", *shape.fields_hidden)):
            continue
        if "*" in shape.fields_kept or squash(column) in kept:
            fields.setdefault(name, _natural(exp.column(column, quoted=True), type_))
    pairs = [exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=fields[name]) for name in fields]
    return exp.Struct(expressions=pairs) if pairs else exp.cast(exp.null(), "TEXT")


def _natural(value: exp.Expr, type_: DType) -> exp.Expr:
    """What JSON can hold without loss stays; the rest travels as text, or a digit or a zone would be lost."""
    if type_ in SMALL_INTEGERS | NESTED or type_ is DType.BOOLEAN:
        return value
    return exp.func("TO_BASE64", value) if type_ in BYTES else _text(value, type_)


@cache
def _template(sql: str) -> exp.Expr:
    return exp.maybe_parse(sql, dialect="bigquery")


def _bigquery(sql: str, value: exp.Expr) -> exp.Expr:
    """BigQuery SQL with `_` for the value, as a tree: nothing is spliced."""
    return _template(sql).transform(
        lambda node: value.copy() if isinstance(node, exp.Column) and node.name == "_" else node
    )
