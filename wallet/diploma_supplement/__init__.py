"""The documents of a badge, the Diploma Supplement first: their arrival, and the switch that shows them to others."""
