"""The learner's own view: the wallet's page, a badge's page, who may see it."""
