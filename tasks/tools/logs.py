"""Log lines are facts: one JSON object each, with run, job and stage, on standard error."""

from __future__ import annotations

import logging
import sys

import structlog


def structured(level: int = logging.INFO) -> None:
    """Set logging up for this process, unless that was done before."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
