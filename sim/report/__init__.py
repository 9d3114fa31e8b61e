"""What people see: words, pictures, tables and the page, and the files that hold them."""
