"""A demonstration: an imaginary university, its badges and its supplement, made and signed on the spot."""
