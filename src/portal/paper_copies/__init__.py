"""Asking for a signed contract on paper."""
