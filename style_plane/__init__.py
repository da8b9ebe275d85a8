"""The control plane: where styles are authored, published and resolved."""
