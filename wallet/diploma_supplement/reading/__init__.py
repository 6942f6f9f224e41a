"""PURE: a document's bytes in, its eight sections out. Run it confined: what strangers send is hostile."""
