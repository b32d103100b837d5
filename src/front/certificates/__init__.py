"""The built-in authority's certificates and revocation lists, for whoever validates a contract."""
