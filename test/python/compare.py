"""Compare Python files with what their fixes made of them, as CPython reads both.

Reads a JSON list of [before, after] texts from standard input and writes a list of verdicts: "unreadable" where the
text before does not parse, else "broken", "same" or "different" (annotations, docstrings and imports left out).
"""

import ast
import json
import sys
import warnings


class Bare(ast.NodeTransformer):
    """Take annotations, docstrings and imports out of a tree."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Strip one node after what is in it."""
        super().generic_visit(node)
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(value=None)
        body = getattr(node, "body", None)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = body[0] if body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                body = body[1:]
            body = [each for each in body if not isinstance(each, ast.Import | ast.ImportFrom)]
            node.body = body or [ast.Pass()]
        return node


def verdict(before: str, after: str) -> str:
    """Say what became of a text."""
    try:
        old = ast.parse(before)
    except (SyntaxError, ValueError):
        return "unreadable"
    try:
        new = ast.parse(after)
    except (SyntaxError, ValueError):
        return "broken"
    return "same" if ast.dump(Bare().visit(old)) == ast.dump(Bare().visit(new)) else "different"


warnings.simplefilter("ignore")
json.dump([verdict(before, after) for before, after in json.load(sys.stdin)], sys.stdout)
