"""Signing in with the company's own account: OpenID Connect, 企业微信, 钉钉, 飞书."""
