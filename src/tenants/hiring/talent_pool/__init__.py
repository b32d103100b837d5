"""The talent pool (人才库): who agreed to be kept for later vacancies, for what, until when."""
