"""What interviewers are asked: scorecard forms."""
