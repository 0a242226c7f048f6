"""The log of a team's server: JSON, one object a line, without names, texts or addresses of visitors.

What an error says may quote what it was about, so of an unexpected one only its type and the places
in the code are written.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

__all__ = ["LOGGING", "JsonLines"]


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time, level, process, message and, of an error, where."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage().strip(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            told["error"] = {
                "type": f"{type(error).__module__}.{type(error).__qualname__}",
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        return json.dumps(told)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {
        "lines": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "stream": "ext://sys.stderr",
        }
    },
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {"dateline": {"level": "INFO"}},
}
"""For logging.config.dictConfig."""
