"""Contracts that are signed on paper: the scan that comes in, the second pair of eyes on it, and by when."""
