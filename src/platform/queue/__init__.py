"""Outgoing work: a row written in the caller's transaction, handled at least once by a worker."""

from .jobs import (
    Handler,
    Job,
    JobContext,
    TryLaterError,
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
    "enqueue",
    "enqueue_system",
    "job",
    "registry",
    "system_job",
]
