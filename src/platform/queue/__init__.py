"""Outgoing work: a row written in the caller's transaction, handled at least once by a worker."""

import os

os.environ["PGQUEUER_SCHEMA"] = "queue"  # read when pgqueuer is imported, which what lies below does

from .jobs import (
    Handler,
    Job,
    JobContext,
    TryLaterError,
    Urgency,
    enqueue,
    enqueue_system,
    job,
    registry,
    system_job,
)

__all__ = [
    "Handler",
    "Job",
    "JobContext",
    "TryLaterError",
    "Urgency",
    "enqueue",
    "enqueue_system",
    "job",
    "registry",
    "system_job",
]
