"""What others see: public pages, cards, QR codes, links to networks."""
