"""Making the PDF: texts to runs, the view to plain data, plain data to pages. Pure: values in, bytes out."""
