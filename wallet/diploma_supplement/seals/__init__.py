"""PURE: whether a document's seal is intact, who signed, and whether an operator's anchor vouches for them."""
