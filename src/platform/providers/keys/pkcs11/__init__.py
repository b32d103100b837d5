"""Keys in a token that speaks PKCS#11: they are made there and never leave it."""
