"""What a certificate of ours is for, where no registered purpose says it."""

EVIDENCE = "2.25.197956220380104884590101947423764713946"
"""Signing the manifests of evidence bundles: an extended key usage (RFC 5280, 4.2.1.12) under 2.25, which needs nobody's
registration (X.667). A certificate that does not name it signs no manifest, whoever issued it."""
