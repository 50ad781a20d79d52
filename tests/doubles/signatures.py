"""Checks each use of a double against the real bindings of TensorRT and CUDA.

pybind11 keeps the signature of a function in its docstring. UseError, which no code catches, is raised for a name that
the real class lacks, for arguments that no overload takes, and for a return value of another type.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

Signature = inspect.Signature


class UseError(AssertionError):
    """A call or a return value that does not fit the real bindings."""


class UsedNames:
    """Names that were used, as "Class.name"."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.used: set[str] = set()


ELSEWHERE = {"nvonnxparser::IParserError": "ParserError"}  # the bindings give its C++ name in signatures


def signatures(text: str, name: str) -> list[Signature]:
    """All overloads in the docstring of a pybind11 function: `1. name(self: T, x: int = 0) -> T`."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(rf"(?:\d+\. )?\s*{re.escape(name)}\((?P<arguments>.*)\) -> (?P<gives>.*?)\s*", line)
        if match and match["arguments"] != "*args, **kwargs":
            parameters = [_parameter(part) for part in _parts(match["arguments"])]
            found.append(Signature(parameters, return_annotation=match["gives"]))
    return found


def _parts(text: str) -> Iterator[str]:
    """Splits at the commas outside brackets."""
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


class CheckedObject:
    """Double of an object of the real class `kind`, with each use checked."""

    def __init__(self, used_names: UsedNames, kind: str, double: Any) -> None:
        self.__dict__.update(_used_names=used_names, _kind=kind, _double=double)

    def __getattr__(self, name: str) -> Any:
        real = self._real(name)
        self._used_names.used.add(f"{self._kind}.{name}")
        if isinstance(real, property):
            assert real.fget is not None
            gives = (real.fget.__doc__ or "").strip().rpartition(" -> ")[2]
            return checked_result(self._used_names, gives, getattr(self._double, name), f"{self._kind}.{name}")
        return checked_method(self._used_names, real.__doc__ or "", name, getattr(self._double, name), self._kind)

    def __setattr__(self, name: str, value: Any) -> None:
        real = self._real(name)
        if not isinstance(real, property) or real.fset is None:
            raise UseError(f"{self._kind}.{name} cannot be set")
        setattr(self._double, name, value)

    def __bytes__(self) -> bytes:
        """Uses the buffer protocol, which the real class must have."""
        if "buffer protocol" not in (getattr(self._used_names.module, self._kind).__doc__ or ""):
            raise UseError(f"{self._kind} has no bytes")
        return bytes(self._double)

    def _real(self, name: str) -> Any:
        try:
            return getattr(getattr(self._used_names.module, self._kind), name)
        except AttributeError:
            raise UseError(f"{self._kind} has no {name} in {self._used_names.module.__version__}") from None


def checked_method(
    used_names: UsedNames, text: str, name: str, double: Callable[..., Any], kind: str
) -> Callable[..., Any]:
    """Wraps the double's method in a check against the signatures of the real one."""

    def call(*args: Any, **kwargs: Any) -> Any:
        gives = find_overload(used_names, text, name, f"{kind}.{name}", args, kwargs).return_annotation
        return checked_result(used_names, gives, _bare_call(double, args, kwargs), f"{kind}.{name}")

    return call


def find_overload(used_names: UsedNames, text: str, name: str, label: str, args: Any, kwargs: Any) -> Signature:
    """First overload of a method that takes these arguments, in the order of pybind11. UseError if there is none."""
    overloads = signatures(text, name)
    for signature in overloads:
        without_self = signature.replace(parameters=list(signature.parameters.values())[1:])
        try:
            bound = without_self.bind(*args, **kwargs)
        except TypeError:
            continue
        if all(fits(used_names, signature.parameters[key].annotation, value) for key, value in bound.arguments.items()):
            return signature
    takes = "; ".join(map(str, overloads)) or "nothing that is known"
    raise UseError(f"{label} of {used_names.module.__version__} takes {takes}; not {args} {kwargs}")


def _bare_call(double: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    return double(*map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()})


def _bare(value: Any) -> Any:
    return value._double if isinstance(value, CheckedObject) else value


def fits(used_names: UsedNames, annotation: str, value: Any) -> bool:
    """True if pybind11 would convert the value to the annotated type."""
    whole = annotation.rpartition(".")[2]
    if whole in ("int", "SupportsInt"):
        return isinstance(value, int) and not isinstance(value, bool)
    if whole in ("bool", "str", "tuple", "list"):
        return type(value).__name__ == whole
    if whole in ("buffer", "Buffer"):
        return isinstance(value, bytes)
    if whole == "Dims":  # converted implicitly from a tuple or a list
        return isinstance(value, (tuple, list)) and len(used_names.module.Dims(value)) == len(value)
    real = getattr(used_names.module, ELSEWHERE.get(annotation, whole), None)
    if real is None:
        raise UseError(f"the type {annotation} is unknown")
    if isinstance(value, CheckedObject):
        return issubclass(getattr(used_names.module, value._kind), real)
    return isinstance(value, real)


def checked_result(used_names: UsedNames, annotation: str, value: Any, label: str) -> Any:
    """Checks a return value against the annotated type, and wraps objects in CheckedObject."""
    listed = re.fullmatch(r"[Ll]ist\[(.*)\]", annotation)
    if listed and isinstance(value, list):
        return [checked_result(used_names, listed[1], each, label) for each in value]
    if annotation == "None" and value is None:
        return None
    name = ELSEWHERE.get(annotation, annotation.rpartition(".")[2])
    real = getattr(used_names.module, name, None)
    plain = {"int": int, "bool": bool, "str": str}.get(annotation)
    if plain is not None and type(value) is plain:
        return value
    if inspect.isclass(real):
        if value is None or isinstance(value, real):  # on failure the real one returns None too
            return value
        if plain is None and not hasattr(real, "__members__"):
            return CheckedObject(used_names, name, value)
    raise UseError(f"{label} of {used_names.module.__version__} gives {annotation}, the double {value!r}")


class CheckedTensorRT(ModuleType):
    """Double of the module `tensorrt`, checked against the real one; enumerations and helpers are real."""

    def __init__(self, used_names: UsedNames, double: ModuleType) -> None:
        super().__init__("tensorrt")
        self._used_names, self._double = used_names, double

    def __getattr__(self, name: str) -> Any:
        if not hasattr(self._used_names.module, name):
            raise UseError(f"there is no tensorrt.{name} in {self._used_names.module.__version__}")
        self._used_names.used.add(name)
        real = getattr(self._used_names.module, name)
        if not inspect.isclass(real) or hasattr(real, "__members__") or name in ("ILogger", "Dims"):
            return real

        def make(*args: Any, **kwargs: Any) -> CheckedObject:
            find_overload(self._used_names, real.__init__.__doc__ or "", "__init__", name, args, kwargs)
            return CheckedObject(self._used_names, name, _bare_call(getattr(self._double, name), args, kwargs))

        return make


class CheckedCuda(ModuleType):
    """Double of `cuda.bindings.runtime`, checked against the real one.

    Each function of the real module is called too, with the same arguments. Without a visible GPU it returns an error
    code, which shows the number of values and whether it accepts the arguments.
    """

    def __init__(self, real: ModuleType, double: ModuleType) -> None:
        super().__init__("cuda.bindings.runtime")
        self._real, self._double = real, double
        self.used: set[str] = set()
        code, *_ = real.cudaGetDeviceCount()
        assert code != real.cudaError_t.cudaSuccess, "a GPU is visible; it must not get simulated addresses"

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
                if not isinstance(bound.arguments[key], wanted):  # the real module checks this with a GPU only
                    raise UseError(f"{name} wants {key} as {wanted.__name__}, not {bound.arguments[key]}")
            answer = getattr(self._double, name)(*args)
            if not isinstance(code, self._real.cudaError_t) or len(answer) != 1 + len(values):
                raise UseError(f"{name} gives a code and {len(values)} values, the double {answer}")
            return (self._real.cudaError_t(int(answer[0])), *(self._checked(value) for value in answer[1:]))

        return call

    def _checked(self, value: Any) -> Any:
        """Checks that a structure has the fields of the real one, with its types."""
        if hasattr(value, "major"):
            real_structure = self._real.cudaDeviceProp()
            for field, content in vars(value).items():
                if type(getattr(real_structure, field, None)) is not type(content):
                    raise UseError(f"cudaDeviceProp.{field} is no {type(content).__name__}")
        return value
