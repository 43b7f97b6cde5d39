"""A pickle's stack played with descriptions instead of objects, to learn which names it would use. Nothing is run."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from readiness.sandbox.admission import present_name


class Name(NamedTuple):
    """A dotted name that the file would import."""

    module: str
    name: str


class Text(NamedTuple):
    """A text constant."""

    value: str


class Number(NamedTuple):
    """A whole number constant."""

    value: int


class Group(NamedTuple):
    """A tuple, list or dict of descriptions (a dict as alternating keys and values)."""

    items: list[Any]


class Made(NamedTuple):
    """What calling a name with these arguments would give."""

    maker: Any
    arguments: Any


class ArrayBytes(NamedTuple):
    """Raw bytes of an array that follow in a joblib file, or a nested pickle when the array holds objects."""

    length: int
    padded: bool
    is_pickle: bool


MARK = object()
UNKNOWN = object()
JOBLIB_ARRAY = Name("joblib.numpy_pickle", "NumpyArrayWrapper")
ITEM_SIZE = re.compile(r"[|<>=]?([biufcmMSVU?])(\d*)")
MOST_ITEMS = 100_000


class PickleMachine:
    """One pickle's stack, memo and the names found so far."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.names: list[Name] = []
        self.unresolved = 0
        self._protocol = 0

    def step(self, opcode: str, argument: Any) -> ArrayBytes | None:
        """Plays one opcode; array bytes that come next in the file, if any. Never raises on hostile input."""
        try:
            return self._step(opcode, argument)
        except (IndexError, ValueError, TypeError, KeyError):
            self.unresolved += opcode == "STACK_GLOBAL"
            return None

    def _step(self, opcode: str, argument: Any) -> ArrayBytes | None:
        if opcode in ("GLOBAL", "INST"):
            module, _, name = str(argument).partition(" ")
            if opcode == "INST":
                self._since_mark()
            self._push_name(module, name)
        elif opcode == "STACK_GLOBAL":
            self._stack_global()
        elif opcode in ("PUT", "BINPUT", "LONG_BINPUT"):
            self.memo[int(argument)] = self.stack[-1]
        elif opcode == "MEMOIZE":
            self.memo[len(self.memo)] = self.stack[-1]
        elif opcode in ("GET", "BINGET", "LONG_BINGET"):
            self.stack.append(self.memo.get(int(argument), UNKNOWN))
        elif opcode == "BUILD":
            return self._build()
        elif opcode in COLLECTING or opcode in TUPLES:
            self._collect(opcode)
        elif opcode in CALLING:
            self._call(opcode)
        else:
            self._plain(opcode, argument)
        return None

    def _plain(self, opcode: str, argument: Any) -> None:
        """Constants and stack housekeeping."""
        if opcode == "MARK":
            self.stack.append(MARK)
        elif opcode == "POP":
            self.stack.pop()
        elif opcode == "POP_MARK":
            self._since_mark()
        elif opcode == "DUP":
            self.stack.append(self.stack[-1])
        elif opcode in ("EXT1", "EXT2", "EXT4"):
            self.names.append(Name("copyreg extension", str(argument)))
            self.stack.append(UNKNOWN)
        elif opcode == "PROTO":
            self._protocol = int(argument)
        elif opcode in ("FRAME", "STOP", "READONLY_BUFFER"):
            return
        elif opcode in EMPTY:
            self.stack.append(Group([]))
        elif isinstance(argument, bool) or argument is None:
            self.stack.append({"NEWTRUE": True, "NEWFALSE": False}.get(opcode, UNKNOWN))
        elif isinstance(argument, int):
            self.stack.append(Number(argument))
        else:
            self.stack.append(Text(argument) if isinstance(argument, str) and len(argument) < 1000 else UNKNOWN)

    def _stack_global(self) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        if isinstance(name, Text) and isinstance(module, Text):
            self._push_name(module.value, name.value)
        else:
            self.unresolved += 1
            self.stack.append(UNKNOWN)

    def _push_name(self, module: str, name: str) -> None:
        found = Name(*present_name(module, name, self._protocol))
        self.names.append(found)
        self.stack.append(found)

    def _since_mark(self) -> list[Any]:
        items: list[Any] = []
        while (item := self.stack.pop()) is not MARK:
            items.append(item)
        return items[::-1]

    def _collect(self, opcode: str) -> None:
        """Opcodes that make or fill a tuple, list, dict or set."""
        if opcode in TUPLES:
            size = TUPLES[opcode]
            items = [self.stack.pop() for _ in range(size)][::-1] if size is not None else self._since_mark()
            self.stack.append(Group(items))
            return
        size = {"APPEND": 1, "SETITEM": 2}.get(opcode)
        items = [self.stack.pop() for _ in range(size)][::-1] if size is not None else self._since_mark()
        if opcode in ("LIST", "DICT", "FROZENSET"):
            self.stack.append(Group(items))
        elif isinstance(self.stack[-1], Group) and len(self.stack[-1].items) < MOST_ITEMS:
            self.stack[-1].items.extend(items)

    def _call(self, opcode: str) -> None:
        if opcode == "OBJ":
            items = self._since_mark()
            self.stack.append(Made(items[0] if items else UNKNOWN, Group(items[1:])))
            return
        if opcode == "NEWOBJ_EX":
            self.stack.pop()
        arguments, maker = self.stack.pop(), self.stack.pop()
        self.stack.append(Made(maker, arguments))

    def _build(self) -> ArrayBytes | None:
        state = self.stack.pop()
        target = self.stack[-1]
        if not isinstance(target, Made) or target.maker != JOBLIB_ARRAY or not isinstance(state, Group):
            return None
        pairs = [state.items[place : place + 2] for place in range(0, len(state.items) - 1, 2)]
        described = {pair[0].value: pair[1] for pair in pairs if isinstance(pair[0], Text)}
        return array_bytes(described)


def array_bytes(described: dict[str, Any]) -> ArrayBytes | None:
    """The bytes that follow joblib's description of an array; None when it cannot be understood."""
    shape, dtype = described.get("shape"), described.get("dtype")
    if not isinstance(shape, Group) or not isinstance(dtype, Made) or not isinstance(dtype.arguments, Group):
        return None
    code = dtype.arguments.items[0]
    padding = described.get("numpy_array_alignment_bytes", UNKNOWN)
    count = 1
    for size in shape.items:
        if not isinstance(size, Number) or size.value < 0:
            return None
        count *= size.value
    if not isinstance(code, Text):
        return None
    if code.value.lstrip("|<>=").startswith("O"):
        return ArrayBytes(0, False, True)
    size_of = _item_size(code.value)
    return None if size_of is None else ArrayBytes(count * size_of, isinstance(padding, Number), False)


def _item_size(code: str) -> int | None:
    """Bytes of one element of a NumPy type code such as `f8` or `V64`."""
    match = ITEM_SIZE.fullmatch(code)
    if match is None:
        return None
    kind, digits = match.groups()
    if kind in "b?" and not digits:
        return 1
    return int(digits or 0) * (4 if kind == "U" else 1)


TUPLES: dict[str, int | None] = {"TUPLE": None, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
COLLECTING = frozenset({"APPEND", "APPENDS", "SETITEM", "SETITEMS", "ADDITEMS", "LIST", "DICT", "FROZENSET"})
CALLING = frozenset({"REDUCE", "NEWOBJ", "NEWOBJ_EX", "OBJ"})
EMPTY = frozenset({"EMPTY_TUPLE", "EMPTY_LIST", "EMPTY_DICT", "EMPTY_SET"})
