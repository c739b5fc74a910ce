"""Log: written to stderr, as readable lines on a terminal and as JSON lines anywhere else."""

import logging
import sys
import traceback
from pathlib import Path

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper, add_log_level
from structlog.stdlib import ProcessorFormatter
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from gametape.text.inert import printable

_FRAMES = 4  # of a traceback: the innermost calls


def set_up_log(level: str) -> None:
    """Set up the log of this process at a level such as "INFO"; an unknown level counts as "INFO".

    Of an error the log shows the exception types and the places in the code. Its message, which may contain a
    statement, a row or a host, is shown at DEBUG only; values of variables are never shown.
    """
    detailed = level.upper() == "DEBUG"
    machine: list[Processor] = [ExceptionRenderer(ExceptionDictTransformer(show_locals=False)), JSONRenderer()]
    person: list[Processor] = [_printable, ConsoleRenderer(exception_formatter=plain_traceback)]
    processors: list[Processor] = [
        add_log_level,
        TimeStamper(fmt="iso", utc=True),
        *([] if detailed else [_places_only]),
        *(person if sys.stderr.isatty() else machine),
    ]
    _take_over(logging.getLogger(), processors)
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), 20)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _take_over(root: logging.Logger, processors: list[Processor]) -> None:
    """Write the log of libraries, such as the web server, in the same way: their tracebacks may quote rows, too."""
    *before, renderer = processors
    handler = logging.StreamHandler(sys.stderr)
    handler.name = __name__
    handler.setFormatter(
        ProcessorFormatter(processors=[ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=before)
    )
    root.handlers = [*(other for other in root.handlers if other.name != __name__), handler]


def _places_only(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace an error by its exception types, the cause first, and the places where they were raised."""
    error = _error_of(event.pop("exc_info", None))
    if error:
        event["error"] = " > ".join(map(_place, _chain(error)))
    return event


def _error_of(info: object) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1] if isinstance(info[1], BaseException) else None
    return sys.exception() if info else None


def _chain(error: BaseException) -> list[BaseException]:
    """Return the error and its causes, the first cause first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*(_chain(before) if before else []), error]


def _place(error: BaseException) -> str:
    """Return the error's type and the innermost calls that led to it."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    calls = ", ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__} ({calls})"


def _printable(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace control characters in values by visible signs: some values are text of strangers."""
    return {name: printable(value) if isinstance(value, str) else value for name, value in event.items()}
