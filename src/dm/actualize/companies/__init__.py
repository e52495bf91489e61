"""Which firm a written name means, and who works there."""
