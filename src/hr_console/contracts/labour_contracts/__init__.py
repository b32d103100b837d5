"""Contracts: make, send, seal."""
