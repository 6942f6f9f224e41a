"""What the PDF of a document says: its view to plain data, in the wallet's words. Pure: values in, values out."""
