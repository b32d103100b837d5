"""人才库: the candidate's own yes and no."""
