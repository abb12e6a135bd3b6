"""Reports: figures, tables and pictures of what studies found."""
