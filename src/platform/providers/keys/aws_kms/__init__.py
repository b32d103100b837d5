"""Keys at a key management service that speaks the protocol of AWS KMS."""
