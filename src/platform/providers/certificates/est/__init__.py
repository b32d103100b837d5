"""Certificates of an authority that is asked over HTTP: EST, Enrollment over Secure Transport (RFC 7030)."""
