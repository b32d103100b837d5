"""Company verification (企业认证): whoever signs for an employer has shown that it is that company, before its first seal."""

__all__ = ["details", "letter", "proof", "scan", "transfer", "watching"]
