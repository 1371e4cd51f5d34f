"""Python modules as TypeScript sees them."""
