"""Everything that touches the outside: stores, connectors, channels, key stores. Only `assembly` chooses among them."""

__all__: list[str] = []
