"""Signing in: the ways in, second factors, sessions, proofs, and what slows guessing down."""

__all__ = ["emails", "staff_mail"]
