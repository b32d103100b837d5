"""An interviewer's cards."""
