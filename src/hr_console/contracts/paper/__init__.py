"""Contracts on paper: printing, the scan, the second pair of eyes."""
