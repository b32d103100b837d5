"""Outgoing work: a row written in the caller's transaction, handled at least once by a worker."""

from .jobs import Job, JobContext, enqueue, job, registry

__all__ = ["Job", "JobContext", "enqueue", "job", "registry"]
