"""The API by which issuers offer badges and attach documents."""
