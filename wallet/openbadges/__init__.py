"""Open Badges, Comprehensive Learner Records and Verifiable Credentials: bytes in, facts out."""
