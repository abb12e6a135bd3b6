"""What if: every parameter declared once; communities, strategies and studies as files."""
