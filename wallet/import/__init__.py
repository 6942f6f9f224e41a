"""How a badge gets in: offers sent by e-mail; files, texts and links that the learner brings."""
