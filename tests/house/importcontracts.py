"""Two contracts that import-linter does not have: packages meet at their face, and some modules are reserved.

`faces`     a package may import another only through its face, its `errors` or its `ports`; what else is inside a
            package is its own business. A package that only groups others (adapters, web) is looked through:
            its children are the packages with faces.
`reserved`  only the named importers may import a module directly. Unlike the built-in `protected` it can name
            packages that do not exist yet, so that a rule stands before the first code it concerns.

Both are named in `.importlinter` and proven to fire in `test_contracts.py`.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FacesContract(Contract):
    """A package may import another only through its face (or its errors and ports)."""

    type_name = "faces"

    root = fields.StringField()
    groups = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    allowed_tails = fields.SetField(
        subfield=fields.StringField(), required=False, default={"errors", "ports"}
    )

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect the imports that reach past a face."""
        inside = f"{self.root}."
        bad = [
            (module, target)
            for module in sorted(name for name in graph.modules if name.startswith(inside))
            for target in sorted(graph.find_modules_directly_imported_by(module))
            if target.startswith(inside) and self._reaches_in(module, target)
        ]
        return ContractCheck(kept=not bad, metadata={"bad": bad})

    def _reaches_in(self, module: str, target: str) -> bool:
        package, tail = self._split(target)
        if package == self._split(module)[0]:
            return False
        return bool(tail) and not (len(tail) == 1 and tail[0] in self.allowed_tails)  # type: ignore[operator]  # a field is declared as itself and read as its value

    def _split(self, module: str) -> tuple[str, list[str]]:
        """Return the package that has a face, and what comes after it."""
        parts = module.removeprefix(f"{self.root}.").split(".")
        depth = 2 if parts[0] in self.groups and len(parts) > 1 else 1  # type: ignore[operator]  # as above
        return ".".join(parts[:depth]), parts[depth:]

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import and what to do instead."""
        for module, target in check.metadata["bad"]:
            output.print_error(f"{module} reaches into {target}; import the package's face instead")


class ReservedContract(Contract):
    """Only the allowed importers (and what is inside them) may directly import the reserved modules."""

    type_name = "reserved"

    reserved_modules = fields.SetField(subfield=fields.StringField())
    allowed_importers = fields.SetField(subfield=fields.StringField())
    instead = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect the direct imports of reserved modules by others."""
        bad = [
            (module, target)
            for target in sorted(graph.modules)
            if self._is_in(target, self.reserved_modules)
            for module in sorted(graph.find_modules_that_directly_import(target))
            if not self._is_in(module, self.allowed_importers)
            and not self._is_in(module, self.reserved_modules)
        ]
        return ContractCheck(kept=not bad, metadata={"bad": bad})

    @staticmethod
    def _is_in(module: str, packages: object) -> bool:
        return any(module == name or module.startswith(f"{name}.") for name in packages)  # type: ignore[attr-defined]  # as above

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import and what to do instead."""
        for module, target in check.metadata["bad"]:
            output.print_error(f"{module} imports {target}; {self.instead}")
