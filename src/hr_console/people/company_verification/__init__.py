"""Company verification (企业认证)."""
