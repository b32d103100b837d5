"""Signatures in PDF (PAdES) and what is seen of them."""
