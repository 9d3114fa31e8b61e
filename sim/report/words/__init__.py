"""Words and choices that pictures, tables and page share."""
