"""Passwords, one-time codes and session tokens: the primitives, no tables."""
