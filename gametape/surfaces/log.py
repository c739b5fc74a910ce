"""Where the log goes: to stderr, for people on a terminal and for machines anywhere else."""

import logging
import sys

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper, add_log_level
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor


def set_up_log(level: str) -> None:
    """Events as readable lines on a terminal, as JSON lines anywhere else; to stderr either way.

    Tracebacks come without the values of variables: those are customers' words.
    """
    machine: list[Processor] = [ExceptionRenderer(ExceptionDictTransformer(show_locals=False)), JSONRenderer()]
    person: list[Processor] = [ConsoleRenderer(exception_formatter=plain_traceback)]
    structlog.configure(
        processors=[
            add_log_level,
            TimeStamper(fmt="iso", utc=True),
            *(person if sys.stderr.isatty() else machine),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), 20)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
