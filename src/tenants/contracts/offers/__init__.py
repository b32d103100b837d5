"""Offers: what a company offers to somebody who has passed, approved, sent, answered; a contract takes its terms from it."""

__all__ = ["fields", "rule", "summary", "terms"]
