"""Who makes the cryptographic signatures."""
