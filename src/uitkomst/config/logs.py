"""Logs: one JSON object a line, only keys of a fixed list, never a value of a person.

A message of somebody else's library is logged as its template, without what it would fill in; an
exception as its kind and place, without its text.
"""

import logging.config
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

KEYS = frozenset(
    {"timestamp", "level", "logger", "event", "exception", "place", "status", "route"}
    | {"reference", "periode", "step", "action", "seconds", "job"}
)
Event = MutableMapping[str, Any]


def allowed_keys_only(_logger: Any, _method: str, event: Event) -> Event:
    """Drop every key that is not on the list."""
    return {key: value for key, value in event.items() if key in KEYS}


def exception_without_text(_logger: Any, _method: str, event: Event) -> Event:
    """Replace an exception by its class and the line it came from."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = type(error).__qualname__
        frames = traceback.extract_tb(error.__traceback__)
        event["place"] = [f"{frame.filename}:{frame.lineno}" for frame in frames[-6:]]
    return event


def record_without_arguments(_logger: Any, _method: str, event: Event) -> Event:
    """For a record of the standard library: its template, its exception, its status and route.

    Some log the text of an exception as if it were a template (Django a wrong host name so).
    """
    record: logging.LogRecord = event["_record"]
    error = record.exc_info[1] if record.exc_info else None
    said_by_error = error is not None and str(error) in str(record.msg)
    event["event"] = "an exception" if said_by_error else str(record.msg)
    event["exc_info"] = record.exc_info
    if status := getattr(record, "status_code", None):
        event["status"] = status
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    if match is not None:
        event["route"] = match.view_name
    return event


COMMON: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(level: str) -> dict[str, Any]:
    """The standard library's logging, through the same narrow door, to stderr.

    `level` is for our own lines; of other libraries only warnings and worse are of use.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*COMMON, record_without_arguments],
                "processors": [
                    exception_without_text,
                    allowed_keys_only,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"uitkomst": {"level": level}},
    }


def configure(config: dict[str, Any]) -> None:
    """Set up both kinds of logging."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *COMMON,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
