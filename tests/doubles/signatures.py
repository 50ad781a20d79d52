"""The true bindings of TensorRT and CUDA as a measure: each use of a double is first held against them.

pybind11 keeps the signature of a function in its text. A name that the true class has not, arguments that none of its
overloads takes, a value that is not what the true one gives: UseError, which nobody catches.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

Signature = inspect.Signature


class UseError(AssertionError):
    """What the true bindings would not have taken, or not have given."""


class Book:
    """What was used, as "Class.name"."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.used: set[str] = set()


ELSEWHERE = {"nvonnxparser::IParserError": "ParserError"}  # written in C++ where the bindings forgot its name


def signatures(text: str, name: str) -> list[Signature]:
    """Every overload in the text of a pybind11 function: `1. name(self: T, x: int = 0) -> T`."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(rf"(?:\d+\. )?\s*{re.escape(name)}\((?P<given>.*)\) -> (?P<gives>.*?)\s*", line)
        if match and match["given"] != "*args, **kwargs":
            parameters = [_parameter(part) for part in _parts(match["given"])]
            found.append(Signature(parameters, return_annotation=match["gives"]))
    return found


def _parts(text: str) -> Iterator[str]:
    """Split at the commas that stand in no bracket."""
    depth = begin = 0
    for index, sign in enumerate(text):
        depth += (sign in "([{<") - (sign in ")]}>")
        if sign == "," and depth == 0:
            yield text[begin:index].strip()
            begin = index + 1
    if text[begin:].strip():
        yield text[begin:].strip()


def _parameter(text: str) -> inspect.Parameter:
    name, _, rest = text.partition(": ")
    kind, has_default, default = rest.partition(" = ")
    return inspect.Parameter(
        name,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=default if has_default else inspect.Parameter.empty,
        annotation=kind,
    )


class Object:
    """A double that stands for an object of the true class `kind`."""

    def __init__(self, book: Book, kind: str, double: Any) -> None:
        self.__dict__.update(_book=book, _kind=kind, _double=double)

    def __getattr__(self, name: str) -> Any:
        real = self._real(name)
        self._book.used.add(f"{self._kind}.{name}")
        if isinstance(real, property):
            assert real.fget is not None
            gives = (real.fget.__doc__ or "").strip().rpartition(" -> ")[2]
            return given(self._book, gives, getattr(self._double, name), f"{self._kind}.{name}")
        return checked(self._book, real.__doc__ or "", name, getattr(self._double, name), self._kind)

    def __setattr__(self, name: str, value: Any) -> None:
        real = self._real(name)
        if not isinstance(real, property) or real.fset is None:
            raise UseError(f"{self._kind}.{name} cannot be set")
        setattr(self._double, name, value)

    def __bytes__(self) -> bytes:
        """By the buffer protocol, of which the true class says that it has it."""
        if "buffer protocol" not in (getattr(self._book.module, self._kind).__doc__ or ""):
            raise UseError(f"{self._kind} has no bytes")
        return bytes(self._double)

    def _real(self, name: str) -> Any:
        try:
            return getattr(getattr(self._book.module, self._kind), name)
        except AttributeError:
            raise UseError(f"{self._kind} has no {name} in {self._book.module.__version__}") from None


def checked(book: Book, text: str, name: str, double: Callable[..., Any], kind: str) -> Callable[..., Any]:
    """The double's method behind the signatures of the true one."""

    def call(*args: Any, **kwargs: Any) -> Any:
        gives = chosen(book, text, name, f"{kind}.{name}", args, kwargs).return_annotation
        return given(book, gives, _bare_call(double, args, kwargs), f"{kind}.{name}")

    return call


def chosen(book: Book, text: str, name: str, label: str, args: Any, kwargs: Any) -> Signature:
    """The first overload of a method that takes these arguments, as pybind11 chooses. UseError where there is none."""
    overloads = signatures(text, name)
    for signature in overloads:
        without_self = signature.replace(parameters=list(signature.parameters.values())[1:])
        try:
            bound = without_self.bind(*args, **kwargs)
        except TypeError:
            continue
        if all(fits(book, signature.parameters[key].annotation, value) for key, value in bound.arguments.items()):
            return signature
    takes = "; ".join(map(str, overloads)) or "nothing that is known"
    raise UseError(f"{label} of {book.module.__version__} takes {takes}; not {args} {kwargs}")


def _bare_call(double: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    return double(*map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()})


def _bare(value: Any) -> Any:
    return value._double if isinstance(value, Object) else value


def fits(book: Book, annotation: str, value: Any) -> bool:
    """Whether pybind11 would turn the value into what the annotation says."""
    whole = annotation.rpartition(".")[2]
    if whole in ("int", "SupportsInt"):
        return isinstance(value, int) and not isinstance(value, bool)
    if whole in ("bool", "str", "tuple", "list"):
        return type(value).__name__ == whole
    if whole in ("buffer", "Buffer"):
        return isinstance(value, bytes)
    if whole == "Dims":  # from a tuple or a list, implicitly
        return isinstance(value, (tuple, list)) and len(book.module.Dims(value)) == len(value)
    real = getattr(book.module, ELSEWHERE.get(annotation, whole), None)
    if real is None:
        raise UseError(f"nobody knows what {annotation} is")
    if isinstance(value, Object):
        return issubclass(getattr(book.module, value._kind), real)
    return isinstance(value, real)


def given(book: Book, annotation: str, value: Any, label: str) -> Any:
    """What comes back: of the type that the true one gives, objects behind their true class."""
    listed = re.fullmatch(r"[Ll]ist\[(.*)\]", annotation)
    if listed and isinstance(value, list):
        return [given(book, listed[1], each, label) for each in value]
    if annotation == "None" and value is None:
        return None
    name = ELSEWHERE.get(annotation, annotation.rpartition(".")[2])
    real = getattr(book.module, name, None)
    plain = {"int": int, "bool": bool, "str": str}.get(annotation)
    if plain is not None and type(value) is plain:
        return value
    if inspect.isclass(real):
        if value is None or isinstance(value, real):  # where it fails the true one gives None as well
            return value
        if plain is None and not hasattr(real, "__members__"):
            return Object(book, name, value)
    raise UseError(f"{label} of {book.module.__version__} gives {annotation}, the double {value!r}")


class Module(ModuleType):
    """A double of the module `tensorrt`, held against the true one; enumerations and helpers are the true ones."""

    def __init__(self, book: Book, double: ModuleType) -> None:
        super().__init__("tensorrt")
        self._book, self._double = book, double

    def __getattr__(self, name: str) -> Any:
        if not hasattr(self._book.module, name):
            raise UseError(f"there is no tensorrt.{name} in {self._book.module.__version__}")
        self._book.used.add(name)
        real = getattr(self._book.module, name)
        if not inspect.isclass(real) or hasattr(real, "__members__") or name in ("ILogger", "Dims"):
            return real

        def make(*args: Any, **kwargs: Any) -> Object:
            chosen(self._book, real.__init__.__doc__ or "", "__init__", name, args, kwargs)
            return Object(self._book, name, _bare_call(getattr(self._double, name), args, kwargs))

        return make


class Cuda(ModuleType):
    """A double of `cuda.bindings.runtime`, held against the true one.

    Each function of the true one is called too, with the same arguments. On a machine where no GPU is to be seen it
    answers with a code, and so tells how many values it gives and whether it takes such arguments.
    """

    def __init__(self, real: ModuleType, double: ModuleType) -> None:
        super().__init__("cuda.bindings.runtime")
        self._real, self._double = real, double
        self.used: set[str] = set()
        code, *_ = real.cudaGetDeviceCount()
        assert code != real.cudaError_t.cudaSuccess, "a GPU is to be seen; it must not be given addresses of paper"

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._real, name, None)
        if real is None:
            raise UseError(f"there is no {name} in cuda.bindings.runtime")
        self.used.add(name)
        if inspect.isclass(real):
            return real

        def call(*args: Any) -> Any:
            try:
                bound = inspect.signature(real).bind(*args)
                code, *values = real(*args)
            except TypeError as refused:
                raise UseError(f"{name} does not take {args}: {refused}") from refused
            for key, parameter in inspect.signature(real).parameters.items():
                wanted = getattr(self._real, str(parameter.annotation), object)
                if not isinstance(bound.arguments[key], wanted):  # found out only where there is a GPU
                    raise UseError(f"{name} wants {key} as {wanted.__name__}, not {bound.arguments[key]}")
            answer = getattr(self._double, name)(*args)
            if not isinstance(code, self._real.cudaError_t) or len(answer) != 1 + len(values):
                raise UseError(f"{name} gives a code and {len(values)} values, the double {answer}")
            return (self._real.cudaError_t(int(answer[0])), *(self._checked(value) for value in answer[1:]))

        return call

    def _checked(self, value: Any) -> Any:
        """A structure has the fields of the true one, of its types."""
        if hasattr(value, "major"):
            true = self._real.cudaDeviceProp()
            for field, content in vars(value).items():
                if type(getattr(true, field, None)) is not type(content):
                    raise UseError(f"cudaDeviceProp.{field} is no {type(content).__name__}")
        return value
