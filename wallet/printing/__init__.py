"""Making PDFs: strangers' texts to runs, plain data to pages. Pure: values in, bytes out."""
