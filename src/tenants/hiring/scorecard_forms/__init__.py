"""What interviewers are asked: forms, their versions, where they are used."""

__all__ = ["bias", "dimensions"]
