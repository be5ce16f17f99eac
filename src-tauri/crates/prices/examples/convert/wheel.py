"""The list of prices out of a genai-prices wheel, as the project's own data.json says it: wheel.py WHEEL LIST.json

The wheel holds the list as Python. It is read as syntax and never run, so nothing has to be installed.
"""

import ast
import json
import sys
import zipfile


def plain(node):
    """A literal, or a call of a constructor, as JSON."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List):
        return [plain(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {plain(key): plain(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -plain(node.operand)
    if isinstance(node, ast.Call):
        return call(ast.unparse(node.func), [plain(item) for item in node.args], node.keywords)
    raise SystemExit(f"not understood: {ast.unparse(node)[:200]}")


def call(name, positional, keywords):
    """One constructor: a number, a date, a time, or an object of its arguments."""
    if name == "Decimal":
        number = float(positional[0])
        return int(number) if number.is_integer() else number
    if name.endswith("date"):
        return "{:04}-{:02}-{:02}".format(*positional)
    if name.endswith("time"):
        zone = {word.arg: ast.unparse(word.value) for word in keywords}.get("tzinfo", "")
        if zone and "UTC" not in zone.upper() and "timezone.utc" not in zone:
            raise SystemExit(f"a time of day that is not in UTC: {zone}")
        return "{:02}:{:02}:{:02}Z".format(*(positional + [0, 0, 0])[:3])
    # `or` and `and` are words of Python, so the list writes them with a mark behind.
    return {word.arg.rstrip("_"): plain(word.value) for word in keywords}


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        tree = ast.parse(wheel.read("genai_prices/data.py"))
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "providers":
            with open(sys.argv[2], "w", encoding="utf-8") as out:
                return json.dump(plain(statement.value), out, indent=1)
    raise SystemExit("the wheel holds no list of providers")


if __name__ == "__main__":
    main()
