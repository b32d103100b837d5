"""Outgoing work: a row written in the caller's transaction, handled at least once by a worker."""

from .jobs import Handler, Job, JobContext, TryLaterError, enqueue, job, registry

__all__ = ["Handler", "Job", "JobContext", "TryLaterError", "enqueue", "job", "registry"]
