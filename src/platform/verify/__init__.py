"""Checking a signed PDF or an evidence bundle, offline and without us."""
