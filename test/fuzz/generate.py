"""Programs of what Csmith has not: classes with virtual families, exceptions,
closures, callbacks, templates, objects that own something, several files.

Every program ends (calls cost fuel, loops count) and logs each side effect in
order. It only does what the language defines: of expressions whose order is not
defined one at most has a side effect.
"""
import dataclasses
import pathlib

PROGRAMS = ()
# Numbers that grow in recursion may overflow.
FLAGS = (f"-isystem{pathlib.Path(__file__).resolve().parent / 'include'}", "-fwrapv")
HEADERS = ("<trace.h>",)
STATUS = (0, 1, 2, 3)
# How main begins the program, and the function it calls.
ENTRY = ("run()", "run")
# The types values have; what a parameter adds to them is in `Param`.
VALUES = ("int", "int", "int", "int", "std::string", "Pair", "Box", "Own", "Vec", "Opt", "Wrap")
REFERENCES = {"std::string": ("", "const &", "&&"), "Pair": ("", "const &"), "Box": ("", "const &", "&&"),
              "Own": ("", "const &", "&&"), "Vec": ("", "const &"), "Opt": ("", "const &"), "Wrap": ("", "const &"),
              "int": ("", "", "", "const &")}
DEFAULTS = {"int": "0", "std::string": 'std::string("none")', "Pair": "Pair{0, 0}", "Box": "Box(0)", "Own": "Own()",
            "Vec": "Vec{}", "Opt": "Opt()", "Wrap": "Wrap(0)", "void": "", "int &": "trace::cell(0)",
            "const std::string &": "trace::word(0)", "int *": "nullptr"}


@dataclasses.dataclass
class Var:
    name: str
    type: str
    writable: bool = False
    shared: bool = False  # a closure changes it: not read beside a call
    local: bool = True    # may be captured by name


@dataclasses.dataclass
class Function:
    name: str
    result: str
    params: list            # (type, reference, name)
    index: int              # it calls those behind it, which ends recursion
    prefix: str = ""        # how callers qualify it
    unit: str = ""          # where only this unit sees it
    cls: str = ""
    qualifier: str = ""     # const, &, &&
    form: str = "plain"     # plain, trailing, deduced, try, noexcept, template
    where: str = "header"   # header, unit name
    defaults: int = 0       # parameters at the end that have a default argument
    virtual: bool = False
    preset: str = ""        # the default argument, when it calls something


class Scope:
    def __init__(self, fn, unit):
        self.fn, self.unit = fn, unit
        self.vars, self.closures = [], []
        self.result, self.cls = fn.result, "" if fn.qualifier == "static" else fn.cls
        self.index = fn.index
        self.loop = self.handler = False
        self.depth = 0
        self.throws = True

    def inner(self, **changes):
        new = object.__new__(Scope)
        new.__dict__.update(self.__dict__)
        new.vars, new.closures, new.depth = list(self.vars), list(self.closures), self.depth + 1
        new.__dict__.update(changes)
        return new


class Program:
    def __init__(self, rng):
        self.rng = rng
        self.names = 0
        self.backwards = rng.random() < 0.75  # does a function call one before it?
        self.units = ["main", "one", "two"][:rng.choice((1, 1, 2, 2, 3))]
        self.functions, self.families, self.busy = [], [], []
        self.pausing, self.pure, self.parents = set(), set(), {}
        self.covariant = set()  # families whose members return themselves by their own class

    # ---- Small tools --------------------------------------------------------

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, values):
        return self.rng.choice(list(values))

    def name(self, stem):
        self.names += 1
        return f"{stem}{self.names}"

    def number(self):
        return str(self.rng.choice((0, 1, 2, 3, 4, 5, 7, 9, 12, 31)))

    # ---- Expressions --------------------------------------------------------

    def readable(self, scope, kind, beside):
        return [var for var in scope.vars if var.type == kind and not (var.shared and beside)]

    def callees(self, scope, result, methods):
        """What may be called here: mostly what lies behind the caller."""
        anyone = self.backwards and self.chance(0.08)
        return [fn for fn in self.functions if fn.result == result and (methods or not fn.cls)
                and (anyone or fn.index > scope.index) and fn.unit in ("", scope.unit)
                and (not fn.form == "deduced" or fn.index > scope.index and fn.where != scope.unit or fn.where == "header")
                and not (fn.form == "deduced" and anyone)]

    def arguments(self, scope, fn, depth, busy):
        """Of the arguments one at most does something; `busy` says that the
        called object does already and is not ordered before them."""
        count = len(fn.params) - (self.rng.randint(0, fn.defaults) if fn.defaults else 0)
        active = -1 if busy or not count else self.rng.randrange(count)
        out = []
        for at, (kind, reference, _) in enumerate(fn.params[:count]):
            text = self.value(scope, kind, depth - 1, at == active)
            # What is moved from must not be anybody's.
            out.append(f"{kind}({text})" if reference == "&&" and not text.startswith("std::move") else text)
        return ", ".join(out)

    def object(self, scope, cls, depth):
        """An expression for an object of the class (an lvalue)."""
        own = [var.name for var in scope.vars if var.type == cls]
        if own and self.chance(0.6):
            return self.pick(own)
        if scope.cls == cls and self.chance(0.5):
            return "(*this)"
        for family in self.families:
            if cls == family["base"]:
                return f"(*{family['make']}({self.value(scope, 'int', 0, False)}))"
        return f"{cls}({self.value(scope, 'int', 0, False)})"

    def call(self, scope, result, depth):
        """A call with this result, or None."""
        found = self.callees(scope, result, True)
        if not found:
            return None
        fn = self.pick(found)
        arguments = self.arguments(scope, fn, depth, False)
        if not fn.cls:
            return f"{fn.prefix}{fn.name}({arguments})"
        if fn.qualifier == "static":
            return f"{fn.cls}::{fn.name}({arguments})"
        if fn.virtual and scope.cls in self.parents.get(fn.cls, ()) and fn.name not in self.pure and self.chance(0.5) \
                and not (fn.qualifier == "" and scope.fn.qualifier == "const"):
            return f"{fn.cls}::{fn.name}({arguments})"
        here = scope.cls == fn.cls and fn.qualifier != "&&" and not (fn.qualifier in ("", "&") and scope.fn.qualifier == "const")
        if here and self.chance(0.5):
            return self.pick((f"{fn.name}({arguments})", f"this->{fn.name}({arguments})"))
        if fn.qualifier == "&":
            held = [var.name for var in scope.vars if var.type == fn.cls]
            if not held:
                return None
            return f"{self.pick(held)}.{fn.name}({arguments})"
        if fn.qualifier == "&&":
            return f"{fn.cls}({self.number()}).{fn.name}({arguments})"
        target = self.object(scope, fn.cls, depth)
        if target == "(*this)" and not here:
            target = f"{fn.cls}({self.number()})" if not fn.virtual else self.object(scope.inner(cls=""), fn.cls, depth)
        if target.startswith("(*") and target != "(*this)" and fn.cls in self.covariant and self.chance(0.5):
            return f"{target[2:-1]}->same()->{fn.name}({arguments})"
        if target.startswith("(*") and self.chance(0.5):
            return f"{target[2:-1]}->{fn.name}({arguments})"
        return f"{target}.{fn.name}({arguments})"

    def value(self, scope, kind, depth, active):
        """An expression of the type. Only when `active` may it do something."""
        if active and depth > 0 and self.chance(0.55):
            if text := self.call(scope, kind, depth):
                return text
        return getattr(self, "value_" + kind.split("::")[-1].lower())(scope, max(depth, 0), active)

    def two(self, scope, kind, depth, active):
        """Two expressions without an order: one at most does something."""
        first = active and self.chance(0.5)
        return (self.value(scope, kind, depth - 1, active and first),
                self.value(scope, kind, depth - 1, active and not first))

    def value_int(self, scope, depth, active):
        atoms = [var.name for var in self.readable(scope, "int", True)]
        if depth <= 0:
            return self.pick(atoms) if atoms and self.chance(0.7) else self.number()
        if not active:
            forms = [lambda: self.pick(atoms) if atoms else self.number(), self.number,
                     lambda: "({} {} {})".format(self.value(scope, "int", depth - 1, False), self.pick("+-^&|"),
                                                 self.value(scope, "int", depth - 1, False)),
                     lambda: self.member(scope, False)]
            return self.pick(forms)()

        def sub(kind="int", on=True):
            return self.value(scope, kind, depth - 1, on)

        def binary():
            a, b = self.two(scope, "int", depth, True)
            return f"({a} {self.pick(('+', '-', '*', '^', '&', '|', '<', '>', '==', '!='))} {b})"

        forms = [
            binary, binary,
            lambda: f"trace::mark({self.number()}, {sub()})",
            lambda: f"({sub()} ? {sub()} : {sub()})",
            lambda: f"({sub()} && {sub()})",
            lambda: f"({sub()} || {sub()})",
            lambda: f"({sub()}, {sub()})",
            lambda: f"Pair{{{sub()}, {sub()}}}.{self.pick('ab')}",
            lambda: f"{sub('Pair')}.{self.pick('ab')}",
            lambda: f"int({sub('std::string')}.size())",
            lambda: f"{sub('Box')}.get()",
            lambda: f"trace::peek({sub('Own')})",
            lambda: f"trace::sum({sub('Vec')})",
            lambda: f"{sub('Opt')}.value_or({sub()})",
            lambda: f"{sub('Wrap')}.value",
            lambda: f"!{sub()}",
            lambda: f"-({sub()})",
            lambda: f"trace::Num({sub()})(1)",
            lambda: f"int(trace::Num({self.value(scope, 'int', depth - 1, False)}) + {sub()})",
            lambda: f"trace::table[({sub()}) & 3]",
            lambda: f"trace::cell({sub()})",
            lambda: f"static_cast<int>({sub()})",
            lambda: self.in_place(scope, depth),
            lambda: self.reference(scope, depth),
            lambda: self.held(scope, depth),
            lambda: self.handed(scope, depth),
            lambda: self.handed(scope, depth),
            lambda: self.generic(scope, depth),
            lambda: f"(new Box({sub()}))->consume()",
            lambda: f"ARGUMENT({sub()})",
            lambda: f"({sub()} ? {sub('Box')} : {sub('Box')}).get()",
            lambda: f"int(({sub()} ? {sub('std::string')} : {sub('std::string')}).size())",
            lambda: f"Pair({sub('Pair')}).same().same().b",
            lambda: f"trace::Chain({self.number()}).add({sub()}).add({sub()}).value",
            lambda: f"(trace::cell(1) = {sub()})",
            lambda: f"trace::first({sub()}, Box({self.number()}), {self.value(scope, 'std::string', 0, False)})",
            lambda: f"std::get<0>(std::pair{{{sub()}, {sub('std::string')}}})",
            lambda: f"int(std::string({sub('std::string')}).append({sub('std::string')}).length())",
            lambda: self.algorithm(scope, depth),
            lambda: self.operators(scope, depth),
            lambda: self.special(scope, depth),
            lambda: f"TWICE({sub()})",
            lambda: f"plain::sync_wait(present({sub()}))",
        ]
        return self.pick(forms)()

    def operators(self, scope, depth):
        """Operators of the project, some of which pause."""
        a, b = self.two(scope, "int", depth, True)
        return self.pick((f"(Op({a}) + Op({b})).value", f"(Op({a}) < Op({b}))", f"Op({self.number()})[{a}]", f"(Op({a}) ? 1 : 2)",
                          f"Op({self.number()})({b})", f"(Op({self.number()}) += {a}).value", f"(-Op({a})).value"))

    def special(self, scope, depth):
        """Templates of which there are explicit specializations, and macros that name functions."""
        value = self.value(scope, "int", depth - 1, True)
        named = [one for one in scope.closures if "." not in one]
        return self.pick((f"special({value}, {self.number()})", f"int(special(long({value}), {self.number()}))",
                          f"Special<int>::go({value})", f"Special<char>::go({value})", f"SPECIAL({value})",
                          f"CALL({self.pick(named)}, {value})" if named else f"CALL(Special<int>::go, {value})"))

    def algorithm(self, scope, depth):
        values = self.value(scope, "Vec", depth - 1, True)
        name = self.name("all")
        if self.chance(0.4):
            two, three = self.name("x"), self.name("x")
            inner = scope.inner(fn=dataclasses.replace(scope.fn, result="int", form="plain"), result="int", closures=[], loop=False,
                                handler=False, cls="", vars=[Var(two, "int"), Var(three, "int")])
            binary = f"[](int {two}, int {three}) -> int {{ {'plain::pause(); ' if self.chance(0.3) else ''}return {self.value(inner, 'int', 1, True)}; }}"
            return self.pick((
                f"[&](const Vec &{name}) {{ return std::accumulate({name}.begin(), {name}.end(), 1, {binary}); }}({values})",
                f"[&](Vec {name}) {{ std::transform({name}.begin(), {name}.end(), {name}.begin(), {self.closure(scope, None)}); "
                f"return trace::sum({name}); }}({values})",
                f"[&](const Vec &{name}) {{ return int(std::find_if({name}.begin(), {name}.end(), {self.closure(scope, None)}) - "
                f"{name}.begin()); }}({values})"))
        return self.pick((
            f"[&](Vec {name}) {{ std::for_each({name}.begin(), {name}.end(), {self.closure(scope, None)}); "
            f"return int({name}.size()); }}({values})",
            f"[&](const Vec &{name}) {{ return int(std::count_if({name}.begin(), {name}.end(), {self.closure(scope, None)})); }}({values})",
            f"[&](const Vec &{name}) -> int {{ return std::any_of({name}.begin(), {name}.end(), {self.closure(scope, '[]')}); }}({values})"))

    def member(self, scope, beside):
        pairs = [var.name for var in self.readable(scope, "Pair", True)]
        if pairs:
            return f"{self.pick(pairs)}.{self.pick('ab')}"
        strings = [var.name for var in self.readable(scope, "std::string", True)]
        return f"int({self.pick(strings)}.size())" if strings else self.number()

    def reference(self, scope, depth):
        text = self.call(scope, "int &", depth)
        return text or self.number()

    def held(self, scope, depth):
        if not scope.closures:
            return self.number()
        return f"{self.pick(scope.closures)}({self.value(scope, 'int', depth - 1, True)})"

    def callable(self, scope, pointer):
        """Something that takes and gives an int."""
        named = [fn for fn in self.functions if fn.result == "int" and not fn.cls and fn.form in ("plain", "trailing")
                 and len(fn.params) == 1 and fn.params[0][:2] == ("int", "") and not fn.defaults
                 and fn.index > scope.index and fn.unit in ("", scope.unit) and not fn.name.startswith("over")]
        if named and self.chance(0.5):
            fn = self.pick(named)
            return self.pick(("&", "")) + fn.prefix + fn.name
        if pointer:
            return self.closure(scope, "[]")
        values = [one for one in scope.closures if not one.endswith(".go")]
        if values and self.chance(0.3):
            return self.pick(values)
        return self.closure(scope, None)

    def handed(self, scope, depth):
        way = self.pick(("apply_pointer", "apply_function", "apply_any", "apply_twice"))
        behind = [fn for fn in self.functions if fn.name == way]
        if not behind or behind[0].index <= scope.index:
            return self.number()
        first = self.callable(scope, way == "apply_pointer")
        return f"{way}({first}, {self.value(scope, 'int', depth - 1, False)})"

    def generic(self, scope, depth):
        form = self.rng.randrange(4)
        if form == 0:
            kind = self.pick(("int", "std::string"))
            text = f"Holder<{kind}>({self.value(scope, kind, depth - 1, True)}).take({self.number()})"
            return text if kind == "int" else f"int({text}.size())"
        if form == 1:
            return f"chosen({self.value(scope, 'int', depth - 1, True)}, {self.number()})"
        if form == 2:
            return f"int(chosen({self.value(scope, 'std::string', depth - 1, True)}, 1).size())"
        return f"total({self.value(scope, 'int', depth - 1, True)}, {self.number()}, {self.value(scope, 'int', 0, False)})"

    def value_string(self, scope, depth, active):
        atoms = [var.name for var in self.readable(scope, "std::string", True)]
        if depth <= 0 or not active:
            return self.pick(atoms) if atoms and self.chance(0.7) else f'std::string("{self.pick("abcdefgh") * 3}")'
        a, b = self.two(scope, "std::string", depth, True)
        return self.pick((f"({a} + {b})", f"std::to_string({self.value(scope, 'int', depth - 1, True)})",
                          f"std::string({self.value(scope, 'int', depth - 1, True)} & 3, 'x')",
                          f"trace::word({self.value(scope, 'int', depth - 1, True)})"))

    def value_pair(self, scope, depth, active):
        atoms = [var.name for var in self.readable(scope, "Pair", True)]
        if atoms and (depth <= 0 or self.chance(0.3)):
            return self.pick(atoms)
        return f"Pair{{{self.value(scope, 'int', depth - 1, active)}, {self.value(scope, 'int', depth - 1, active)}}}"

    def value_box(self, scope, depth, active):
        atoms = [var.name for var in self.readable(scope, "Box", True)]
        if atoms and self.chance(0.15):
            return f"Box({self.pick(atoms)})"
        return f"Box({self.value(scope, 'int', depth - 1, active)})"

    def value_own(self, scope, depth, active):
        atoms = [var.name for var in scope.vars if var.type == "Own" and var.writable]
        if atoms and active and self.chance(0.4):
            return f"std::move({self.pick(atoms)})"
        return f"std::make_unique<Box>({self.value(scope, 'int', depth - 1, active)})"

    def value_vec(self, scope, depth, active):
        atoms = [var.name for var in self.readable(scope, "Vec", True)]
        if atoms and self.chance(0.4):
            return self.pick(atoms)
        parts = [self.value(scope, "int", depth - 1, active) for _ in range(self.rng.randint(1, 3))]
        return f"Vec{{{', '.join(parts)}}}"

    def value_opt(self, scope, depth, active):
        atoms = [var.name for var in self.readable(scope, "Opt", True)]
        if atoms and self.chance(0.4):
            return self.pick(atoms)
        return self.pick((f"Opt({self.value(scope, 'int', depth - 1, active)})", "Opt()",
                          f"std::make_optional({self.value(scope, 'int', depth - 1, active)})"))

    def value_wrap(self, scope, depth, active):
        return f"Wrap({self.value(scope, 'int', depth - 1, active)})"

    # ---- Closures -----------------------------------------------------------

    def closure(self, scope, captures):
        """A closure from int to int, in one line or several."""
        arrow = " -> int" if self.chance(0.5) else ""
        fn = dataclasses.replace(scope.fn, result="int", form="plain" if arrow else "deduced")
        visible = [var for var in scope.vars if var.type in ("int", "std::string", "Pair", "Vec")]
        inner = scope.inner(fn=fn, result="int", vars=[], closures=[], loop=False, handler=False)
        writes = None
        if captures is None:
            form = self.rng.randrange(6)
            if form == 0:
                captures, inner.vars = "[&]", [dataclasses.replace(var, writable=False) for var in visible]
                inner.closures = list(scope.closures)
            elif form == 1:
                captures = "[=]"
                inner.vars = [dataclasses.replace(var, writable=False, shared=False) for var in visible if var.name != "field"]
            elif form == 2 and (named := [var for var in visible if var.local]):
                one = self.pick(named)
                captures, inner.vars = f"[{one.name}]", [dataclasses.replace(one, writable=False)]
            elif form == 3:
                name = self.name("init")
                captures = f"[{name} = {self.value(scope, self.pick(('int', 'Pair')), 1, False)}]"
                inner.vars = []
            elif form == 4 and scope.cls:
                captures = "[this]"
            elif shared := [var for var in visible if var.shared and var.local and var.writable]:
                writes = self.pick(shared)
                captures = f"[&{writes.name}]"
            else:
                captures = "[]"
        if captures not in ("[this]", "[&]"):
            inner.cls = ""
        parameter = self.name("p")
        inner.vars.append(Var(parameter, "int"))
        head = f"{captures}(int {parameter}){arrow} {{"
        lines = ["if (trace::spent()) return 0;"]
        if self.chance(0.3):
            lines.append("plain::pause();")
        if writes:
            lines.append(f"{writes.name} += {parameter};")
        if self.chance(0.5) and inner.depth < 4:
            lines += self.statement(inner)
        result = self.value(inner, "int", 1, True)
        lines.append(f"return {result};" if arrow else f"return int({result});")
        if len(lines) <= 2 and self.chance(0.6):
            return f"{head} {' '.join(lines)} }}"
        return "\n".join([head, *("  " + line for line in lines), "}"])

    def in_place(self, scope, depth):
        if scope.depth > 3:
            return self.number()
        return f"{self.closure(scope, self.pick((None, None, '[]')))}({self.value(scope, 'int', 0, False)})"

    # ---- Statements ---------------------------------------------------------

    def block(self, scope, least=1, most=2):
        lines = []
        for _ in range(self.rng.randint(least, most if scope.depth < 2 else max(least, 1))):
            lines += self.statement(scope)
        return ["  " + line for one in lines for line in one.split("\n")]

    def statement(self, scope):
        """A statement as lines; what it declares is added to the scope."""
        value = lambda kind="int", depth=2: self.value(scope, kind, depth, True)  # noqa: E731
        forms = [self.declare] * 5 + [self.evaluate] * 4 + [self.assign] * 3 + [self.local_closure] * 2
        if scope.depth < 3:
            forms += [self.condition] * 2 + [self.loop] * 3 + [self.attempt] * 4 + [self.choose, self.nested]
        if scope.loop:
            forms += [self.leave_loop]
        if scope.throws:
            forms += [self.throw]
        if scope.handler:
            forms += [self.rethrow] * 2
        if scope.depth > 0:
            forms += [self.early]
        return self.pick(forms)(scope, value)

    def declare(self, scope, value):
        form = self.rng.randrange(10)
        kind = self.pick(VALUES)
        name = self.name("v")
        if form == 0:
            text = self.call(scope, "Pair", 2) or self.value_pair(scope, 2, True)
            a, b = self.name("a"), self.name("b")
            scope.vars += [Var(a, "int", local=False), Var(b, "int", local=False)]
            return [f"{self.pick(('auto', 'const auto &', 'auto &&'))} [{a}, {b}] = {text};"]
        if form == 1:
            text = value()
            scope.vars.append(Var(name, "int", shared=True, writable=True))
            return [f"int {name} = {text};"]
        if form == 2:
            text = self.call(scope, "int &", 2)
            if text:
                scope.vars.append(Var(name, "int", shared=True))
                return [f"{self.pick(('int &', 'auto &', 'const int &', 'auto &&'))}{name} = {text};"]
        if form == 3 and kind in ("std::string", "Pair", "Vec", "Opt"):
            text = value(kind)
            scope.vars.append(Var(name, kind))
            return [f"const auto &{name} = {text};"]
        if form == 4:
            # Coming here again while it is initialized is undefined [stmt.dcl].
            text = self.value(scope, "int", 2, not self.backwards and not self.families)
            scope.vars.append(Var(name, "int", shared=True, local=False))
            return [f"static int {name} = {text};"]
        if form == 5 and self.families:
            family = self.pick(self.families)
            text = value()
            scope.vars.append(Var(f"(*{name})", family["base"], local=False))
            return [f"auto {name} = {family['make']}({text});"]
        if form == 6:
            text = self.call(scope, "const std::string &", 2)
            if text:
                scope.vars.append(Var(name, "std::string"))
                return [f"const std::string &{name} = {text};" if self.chance(0.6) else f"std::string {name} = {text};"]
        if form == 7:
            first, second = value(), value()
            scope.vars.append(Var(name, "Vec"))
            return [f"Vec {name} = {{{first}, {second}}};"]
        if form == 8:
            text = f"trace::Guard {name}({value()});"
            return [text]
        text = value(kind)
        scope.vars.append(Var(name, kind, writable=True))
        style = self.rng.randrange(4)
        if style == 0 and not text.startswith("trace::word") and not text.startswith("trace::cell"):
            return [f"auto {name} = {text};"]
        if style == 1 and (text.startswith("(") or "(" not in text):
            return [f"{kind} {name}({text});"]
        if style == 2 and kind in ("std::string", "Own", "Box"):
            return [f"{kind} {name}{{{text}}};"]
        return [f"{kind} {name} = {text};"]

    def evaluate(self, scope, value):
        form = self.rng.randrange(8)
        if form == 3:
            name, one = self.name("Local"), self.name("held")
            method = dataclasses.replace(scope.fn, result="int", form="plain")
            inner = scope.inner(fn=method, result="int", vars=[Var("n", "int")], closures=[], loop=False, handler=False, cls="")
            first = value()
            scope.closures.append(f"{one}.go")
            return [f"struct {name} {{", "  int go(int n) {", "    if (trace::spent()) return 0;",
                    *(["    plain::pause();"] if self.chance(0.3) else []),
                    *("  " + line for line in self.block(inner, 0, 1)),
                    f"    return field + {self.value(inner, 'int', 1, True)};", "  }", "  int field;",
                    f"}} {one}{{{first}}};"]
        if form == 4:
            a, b = self.call(scope, "void", 1), self.call(scope, "void", 1)
            if a and b:
                return [self.pick((f"{value()} ? {a} : {b};", f"{a}, {b};"))]
        if form == 0:
            if text := self.call(scope, "void", 2):
                return [text + ";"]
        if form == 1:
            kind = self.pick(VALUES[4:])
            if text := self.call(scope, kind, 2):
                return [self.pick((f"{text};", f"(void){text};", f"static_cast<void>({text});"))]
        if form == 2:
            return [f"CHECK({value()});"]
        return [f"trace::note({self.number()}, {value('int', 3)});"]

    def assign(self, scope, value):
        form = self.rng.randrange(5)
        if form == 0:
            return [f"trace::cell({value()}) = {value()};"]
        if form == 1:
            if text := self.call(scope, "int &", 2):
                return [f"{text} {self.pick(('=', '+=', '^='))} {value()};"]
        if form == 2:
            return [f"trace::table[({value('int', 1)}) & 3] = {value('int', 1)};"]
        mine = [var for var in scope.vars if var.writable]
        if not mine:
            return [f"trace::total += {value()};"]
        var = self.pick(mine)
        if var.type == "int":
            return [f"{var.name} {self.pick(('=', '+=', '-=', '^='))} {value()};"]
        return [f"{var.name} = {value(var.type)};"]

    def local_closure(self, scope, value):
        name = self.name("fn")
        form = self.rng.randrange(7)
        if form == 0:
            text = f"int (*{name})(int) = {self.callable(scope, True)};"
        elif form == 1:
            text = f"std::function<int(int)> {name} = {self.callable(scope, False)};"
        elif form == 2:
            text = f"Job {name}{{{self.callable(scope, True)}, {self.number()}}};"
            scope.closures.append(f"{name}.run")
            return text.split("\n")
        elif form == 3:
            text = "\n".join((f"Press {name}{{{self.callable(scope, False)}}};",
                              *([f"{name}.action = {self.callable(scope, False)};"] if self.chance(0.5) else []),
                              f"{name}.set({self.callable(scope, False)});" if self.chance(0.5) else f"{name}.press(1);"))
            scope.closures.append(f"{name}.press")
            return text.split("\n")
        else:
            text = f"auto {name} = {self.closure(scope, None)};"
        scope.closures.append(name)
        return text.split("\n")

    def condition(self, scope, value):
        inner = scope.inner()
        form = self.rng.randrange(4)
        if form == 0:
            name = self.name("q")
            inner.vars.append(Var(name, "int"))
            head = f"if (int {name} = {value()}; {name} > {self.number()})"
        elif form == 1:
            name = self.name("o")
            inner.vars.append(Var(name, "Opt"))
            head = f"if (auto {name} = {value('Opt')})"
        else:
            head = f"if ({value()})"
        if self.chance(0.25):
            one = self.statement(scope.inner(depth=9))
            if len(one) == 1 and one[0].endswith(";") and "\n" not in one[0] and " auto " not in one[0]:
                return [head, "  " + one[0]]
        lines = [head + " {", *self.block(inner), "}"]
        if self.chance(0.5):
            lines[-1] = "} else {"
            lines += [*self.block(scope.inner()), "}"]
        return lines

    def loop(self, scope, value):
        inner = scope.inner(loop=True)
        name, bound = self.name("i"), self.rng.randint(1, 3)
        form = self.rng.randrange(8)
        if form == 6:
            inner.vars.append(Var(name, "int", shared=True))
            return [f"while (int {name} = trace::fewer() ? {value()} : 0) {{", *self.block(inner), "}"]
        if form == 0:
            inner.vars.append(Var(name, "int"))
            return [f"for (int {name} : {value('Vec')}) {{", *self.block(inner), "}"]
        if form == 1:
            vec = self.name("w")
            inner.vars += [Var(vec, "Vec"), Var(name, "int")]
            return [f"for (Vec {vec} = {value('Vec')}; const auto &{name} : {vec}) {{", *self.block(inner), "}"]
        if form == 2:
            return [f"int {name} = 0;", f"while ({name}++ < {bound} && {value()} != 77) {{", *self.block(inner), "}"]
        if form == 3:
            return [f"int {name} = 0;", "do {", *self.block(inner), f"}} while (++{name} < {bound} && {value()});"]
        if form == 4:
            inner.vars.append(Var(name, "int", shared=True))
            return [f"for (int {name} = {value('int', 1)} & 1; {name} < {bound}; {name} += 1 + ({value('int', 1)} & 1)) {{",
                    *self.block(inner), "}"]
        if form == 5:
            key = self.name("k")
            inner.vars += [Var(key, "int"), Var(name, "int")]
            return [f"for (const auto &[{key}, {name}] : std::map<int, int>{{{{1, {value('int', 1)}}}, {{2, {value('int', 1)}}}}}) {{",
                    *self.block(inner), "}"]
        inner.vars.append(Var(name, "int"))
        return [f"for (int {name} = 0; {name} < {bound}; ++{name}) {{", *self.block(inner), "}"]

    def attempt(self, scope, value):
        lines = ["try {", *self.block(scope.inner(throws=True), 1, 3)]
        if self.chance(0.5):
            lines.append(f"  if ({self.value(scope, 'int', 1, True)} & 1) throw trace::{self.pick(('Error', 'Fault'))}({self.number()});")
        kinds = ["int", "Fault", "Error", "..."]
        for kind in [one for one in kinds if self.chance(0.4)] or ["..."]:
            inner = scope.inner(handler=True)
            name = self.name("e")
            if kind == "int":
                head = f"catch ({self.pick(('int', 'const int &'))} {name})"
                inner.vars.append(Var(name, "int"))
            elif kind == "...":
                head = "catch (...)"
            elif self.chance(0.2):
                head = f"catch (trace::{kind} &)"
            else:
                head = f"catch ({self.pick(('const trace::{} &', 'trace::{} &', 'trace::{} '))}{name})".format(kind)
                inner.vars.append(Var(f"{name}.code", "int", local=False))
            lines += [f"}} {head} {{", *self.block(inner, 0, 3)]
        return lines + ["}"]

    def choose(self, scope, value):
        name = self.name("s")
        lines = [self.pick((f"switch ({value()} & 3) {{", f"switch (int {name} = {value()} & 3) {{",
                            f"switch (int {name} = {value()}; ({value()} + {name}) & 3) {{"))]
        for label in ("case 0:", "case 1:", "default:"):
            if label != "default:" and self.chance(0.3):
                continue
            lines += [f"{label} {{", *self.block(scope.inner(loop=scope.loop), 0, 2), "}",
                      *(["  break;"] if self.chance(0.7) else ["  [[fallthrough]];"] if label != "default:" else [])]
        return lines + ["}"]

    def nested(self, scope, value):
        return ["{", *self.block(scope.inner(), 1, 3), "}"]

    def leave_loop(self, scope, value):
        return [f"if ({value('int', 1)} > {self.number()}) {self.pick(('break', 'continue'))};"]

    def throw(self, scope, value):
        what = self.pick((f"trace::Error({self.number()})", f"trace::Fault({self.number()})", self.number(),
                          f"trace::Error({value('int', 1)})"))
        return [f"if ({value('int', 1)} & 1) throw {what};"]

    def rethrow(self, scope, value):
        return [self.pick((f"if ({value('int', 1)} & 1) throw;", f"if ({value('int', 1)} & 1) throw;",
                           f"if ({value('int', 1)} & 2) throw trace::Fault({value('int', 1)});"))]

    def early(self, scope, value):
        return [f"if ({value('int', 1)} & 1)", f"  {self.give(scope)}"]

    def give(self, scope):
        """A return statement for the scope's function."""
        kind = scope.result
        if kind == "void":
            text = self.chance(0.4) and self.call(scope, "void", 1)
            return f"return {text};" if text else "return;"
        if kind in ("int &", "const std::string &"):
            place = "cell" if kind == "int &" else "word"
            text = self.chance(0.3) and self.call(scope, kind, 1)
            argument = self.value(scope, "int", 1, True)
            return f"return {text or f'trace::{place}({argument})'};"
        deduced = scope.fn.form == "deduced"
        active = lambda of="int", depth=1: self.value(scope, of, depth, True)  # noqa: E731
        forms = [lambda: self.value(scope, kind, 2, True)] * 3
        if not deduced:
            if kind == "Pair":
                forms += [lambda: f"{{{active()}, {active()}}}", lambda: "{}"]
            elif kind == "Vec":
                forms += [lambda: f"{{{active()}, {active()}, {self.number()}}}", lambda: "{}"]
            elif kind == "Opt":
                forms += [active, lambda: "std::nullopt", lambda: "{}"]
            elif kind == "std::string":
                forms += [lambda: '"text"', lambda: "{}", lambda: '{"abc", 2}']
            elif kind == "Own":
                forms += [lambda: "nullptr", lambda: "{}"]
            elif kind == "Wrap":
                forms += [active, lambda: f"{{{active()}}}"]
            elif kind == "Box":
                forms += [lambda: f"Box{{{active()}}}"]
        locals_ = [var.name for var in scope.vars if var.type == kind and var.writable and var.name.isalnum()]
        if locals_:
            forms += [lambda: self.pick(locals_)] * 2
        text = self.pick(forms)()
        return f"return {'int' * (deduced and kind == 'int')}({text});" if deduced else f"return {text};"

    # ---- Functions ----------------------------------------------------------

    def parameters(self, most=3):
        out = []
        for _ in range(self.rng.randint(0, most)):
            kind = self.pick(VALUES)
            out.append((kind, self.pick(REFERENCES[kind]), self.name("x")))
        return out

    @staticmethod
    def passed(kind, reference):
        """A parameter whose end can be seen gives its value to a local: when a
        parameter ends is up to the implementation."""
        return "_passed" if kind in ("Box", "Own") and not reference else ""

    def body(self, fn, unit):
        """The lines between the braces."""
        scope = Scope(fn, unit)
        for kind, reference, name in fn.params:
            scope.vars.append(Var(name, kind, writable=reference in ("", "&&")))
        if fn.cls and fn.qualifier != "static":
            scope.vars.append(Var("field", "int", shared=True, local=False))
        lines = [f"  {kind} {name} = std::move({name}_passed);" for kind, reference, name in fn.params if self.passed(kind, reference)]
        lines += [f"  if (trace::spent()) return {DEFAULTS[fn.result]};".replace("return ;", "return;")]
        if fn.name in self.pausing:
            lines.append("  plain::pause();")
        lines.append(f"  trace::note({fn.index}, {len(fn.params)});")
        lines += self.block(scope, 1, 2)
        if fn.result != "void" or self.chance(0.2):
            lines.append("  " + self.give(scope).replace("\n", "\n  "))
        return [part for line in lines for part in line.split("\n")]

    def signature(self, fn, declaration, qualified=""):
        params = []
        for at, (kind, reference, name) in enumerate(fn.params):
            text = {"": f"{kind} {name}{self.passed(kind, reference)}", "const &": f"const {kind} &{name}", "&&": f"{kind} &&{name}"}[reference]
            if declaration and at >= len(fn.params) - fn.defaults:
                text += f" = {fn.preset or DEFAULTS[kind]}"
            params.append(text)
        tail = f" {fn.qualifier}" if fn.qualifier in ("const", "&", "&&") else ""
        tail += " noexcept" if fn.form == "noexcept" else ""
        result = {"trailing": "auto", "deduced": "auto"}.get(fn.form, fn.result)
        arrow = f" -> {fn.result}" if fn.form == "trailing" else ""
        space = "" if result.endswith("&") else " "
        return f"{result}{space}{qualified}{fn.name}({', '.join(params)}){tail}{arrow}"

    def definition(self, fn, unit, head):
        lines = self.body(fn, unit)
        if fn.form == "noexcept":
            return [head + " {", "  try {", *("  " + line for line in lines),
                    *([f"    return {DEFAULTS[fn.result]};"] if fn.result == "void" else []),
                    "  } catch (...) {", f"    return {DEFAULTS[fn.result]};".replace("return ;", "return;"), "  }", "}"]
        if fn.form == "try":
            scope = Scope(fn, unit).inner(handler=True)
            return [head + " try {", *lines, "} catch (const trace::Error &) {", *self.block(scope, 0, 2),
                    "  " + self.give(scope), "}"]
        return [head + " {", *lines, "}"]

    def plan(self):
        """All functions there will be, before any body is written."""
        rng = self.rng
        index = iter(rng.sample(range(1, 1000), 200))
        for _ in range(rng.randint(2, 5)):
            where = self.pick(("header", *self.units, *self.units))
            form = self.pick(("plain",) * 6 + ("trailing", "deduced", "try", "noexcept"))
            result = self.pick((*VALUES, "void", "int &", "const std::string &"))
            if form == "deduced":
                where = "header"
                if result.endswith("&") or result == "void":
                    result = "int"
            fn = Function(self.name("f"), result, self.parameters(), next(index), form=form, where=where)
            if form == "plain" and self.chance(0.2) and self.functions and fn.params and fn.params[-1][:2] == ("int", ""):
                early = self.functions[0]
                if not early.params and early.result == "int" and not early.unit and early.form == "plain":
                    fn.defaults, fn.preset = 1, f"{early.prefix}{early.name}()"
            if where != "header" and not fn.preset and self.chance(0.25):
                fn.unit = where
            elif self.chance(0.25):
                fn.prefix = "deep::inner::"
            if self.chance(0.2) and fn.params and fn.params[-1][1] == "" and not fn.unit and not fn.preset:
                fn.defaults = 1
            self.functions.append(fn)
        if self.chance(0.6):  # what callbacks need
            self.functions.append(Function(self.name("f"), "int", [("int", "", self.name("x"))], next(index),
                                           where=self.pick(self.units)))
        for kind in rng.sample(("int", "std::string", "Pair", "Opt"), rng.choice((0, 0, 2, 3))):
            self.functions.append(Function("over", self.pick(("int", "std::string")), [(kind, "", self.name("x"))], next(index)))
        for name in ("apply_pointer", "apply_function", "apply_any", "apply_twice"):
            if self.chance(0.6):
                self.functions.append(Function(name, "callback", [], next(index), form="special"))
        self.classes = []
        for _ in range(rng.choice((0, 0, 1, 1))):
            cls = self.name("Thing")
            self.classes.append(cls)
            for _ in range(rng.randint(1, 3)):
                self.functions.append(Function(self.name("m"), self.pick((*VALUES, "void", "int &")), self.parameters(2), next(index),
                                               cls=cls, qualifier=self.pick(("", "", "const", "&", "&&", "static")),
                                               where=self.pick(("header", *self.units))))
        for _ in range(rng.choice((0, 0, 1, 1))):
            base = self.name("Base")
            virtuals = [Function(self.name("do"), self.pick((*VALUES, "void")), self.parameters(2), next(index), cls=base,
                                 qualifier=self.pick(("", "const")), virtual=True) for _ in range(rng.randint(1, 2))]
            self.functions += virtuals
            self.families.append({"base": base, "virtuals": virtuals, "make": self.name("make"),
                                  "mid": self.name("Mid"), "leaves": [self.name("Leaf") for _ in range(rng.randint(1, 2))],
                                  "abstract": self.chance(0.5), "where": self.pick(("header", *self.units))})
            if self.chance(0.5):
                self.covariant.add(base)
        names = [fn.name for fn in self.functions if fn.form != "special"]
        self.pausing = set(rng.sample(names, min(len(names), rng.randint(1, 4))))

    # ---- Files --------------------------------------------------------------

    def emit(self, where, lines):
        self.out.setdefault(where, []).extend([*lines, ""])

    def free(self, fn):
        unit = fn.where
        names = fn.prefix.rstrip(":").split("::") if fn.prefix else []
        inline = "inline " if fn.where == "header" else "static " if fn.unit else ""
        opening = [f"namespace {'::'.join(names)} {{"] if names else []
        closing = ["}"] if names else []
        declaration = inline + self.signature(fn, True) + ";"
        self.emit("declarations" if not fn.unit else "static " + fn.unit, [*opening, declaration, *closing])
        definition = self.definition(fn, "" if fn.where == "header" else unit, inline + self.signature(fn, False))
        self.emit("inline" if fn.where == "header" else unit, [*opening, *definition, *closing])

    def thing(self, cls):
        mine = [fn for fn in self.functions if fn.cls == cls]
        lines = [f"class {cls} {{", "public:", f"  explicit {cls}(int field) : field(field) {{}}"]
        if self.chance(0.3):
            scope = Scope(Function(cls, "void", [], 0, cls=""), "main").inner(depth=5, throws=False)
            self.busy.append(cls)
            self.emit("inline", [f"inline {cls}::~{cls}() {{", "  try {", *self.block(scope), "  } catch (...) {", "  }", "}"])
            lines.append(f"  ~{cls}();")
        for fn in mine:
            static = "static " if fn.qualifier == "static" else ""
            lines.append(f"  {static}{self.signature(fn, True)};")
            inline = "inline " if fn.where == "header" else ""
            self.emit("inline" if fn.where == "header" else fn.where,
                      self.definition(fn, "" if fn.where == "header" else fn.where,
                                      inline + self.signature(fn, False, cls + "::")))
        self.emit("classes", [*lines, "  int field;", "};"])

    def family(self, family):
        base, virtuals, where = family["base"], family["virtuals"], family["where"]
        inline = "inline " if where == "header" else ""

        lines = [f"class {base} {{", "public:", f"  explicit {base}(int field) : field(field) {{}}",
                 f"  virtual ~{base}() {{ trace::note(66, field); }}"]
        pure = {fn.name for fn in virtuals if family["abstract"] and self.chance(0.7)}
        self.pure |= pure
        self.parents[base] = [family["mid"], *family["leaves"]]
        same = base in self.covariant
        if same:
            lines.append(f"  virtual {base} *same() {{ {'plain::pause(); ' if self.chance(0.3) else ''}return this; }}")
        for fn in virtuals:
            if fn.name in pure:
                lines.append(f"  virtual {self.signature(fn, True)} = 0;")
            else:
                lines.append(f"  virtual {self.signature(fn, True)};")
                self.emit("inline" if where == "header" else where,
                          self.definition(fn, "" if where == "header" else where,
                                          inline + self.signature(fn, False, base + "::")))
        self.emit("classes", [*lines, "  int field;", "};"])
        parents = [(family["mid"], base)] + [(leaf, self.pick((base, family["mid"]))) for leaf in family["leaves"]]
        known = {base: set(fn.name for fn in virtuals) - pure}
        for cls, parent in parents:
            has = set(known[parent])
            lines = [f"class {cls} : public {parent} {{", "public:", f"  explicit {cls}(int field) : {parent}(field + 1) {{}}"]
            if same and self.chance(0.5):
                lines.append(f"  {cls} *same() override {{ trace::note({self.number()}, field); return this; }}")
            for fn in virtuals:
                if self.chance(0.5) or (fn.name not in has and cls != family["mid"]):
                    has.add(fn.name)
                    mark = self.pick((" override", " override", " final" if cls != family["mid"] else " override"))
                    copy = dataclasses.replace(fn, cls=cls)
                    lines.append(f"  {self.signature(copy, True)}{mark};")
                    self.emit("inline" if where == "header" else where,
                              self.definition(copy, "" if where == "header" else where,
                                              inline + self.signature(copy, False, cls + "::")))
            known[cls] = has
            self.emit("classes", [*lines, "};"])
        makeable = [cls for cls, _ in parents if known[cls] >= set(fn.name for fn in virtuals)]
        make = [f"inline std::unique_ptr<{base}> {family['make']}(int kind) {{"]
        for at, cls in enumerate(makeable[:-1]):
            make.append(f"  if (kind % {at + 2} == 0) return std::make_unique<{cls}>(kind);")
        self.emit("classes", [*make, f"  return std::make_unique<{makeable[-1]}>(kind);", "}"])

    def templates(self):
        """Templates and callbacks; all are in the header."""
        pause = lambda: ["  plain::pause();"] if self.chance(0.3) else []  # noqa: E731
        take = ["  T take(int n) {", *("  " + line for line in pause()), f"    trace::note({self.number()}, n);",
                "    return value;", "  }"]
        self.emit("templates", ["template <class T> class Holder {", "public:", "  explicit Holder(T value) : value(std::move(value)) {}",
                                *take, "private:", "  T value;", "};"])
        self.emit("templates", ["template <class T> T chosen(T value, int n) {", *pause(),
                                f"  trace::note({self.number()}, n);", "  return value;", "}"])
        self.emit("templates", ["inline int total() { return 0; }", "template <class... Rest> int total(int first, Rest... rest) {",
                                *pause(), "  trace::note(first, 1);", "  return first + total(rest...);", "}"])
        body = lambda result: [*pause(), f"trace::note({self.number()}, value);", f"return {result};"]  # noqa: E731
        line = lambda head, result: [f"  {head} {{ {' '.join(body(result))} }}"]  # noqa: E731
        self.emit("templates", ["class Op {", "public:", "  explicit Op(int value) : value(value) {}",
                                *line("Op operator+(const Op &other) const", "Op(value + other.value)"),
                                *line("bool operator<(const Op &other) const", "value < other.value"),
                                *line("int operator[](int k) const", "value * k"), *line("int operator()(int k) const", "value ^ k"),
                                *line("Op &operator+=(int k)", "value += k, *this"), *line("explicit operator bool() const", "value != 0"),
                                *line("Op operator-() const", "Op(-value)"), "  int value;", "};"])
        self.emit("templates", ["template <class T> T special(T value, int n) {", *("  " + one for one in body("value")), "}",
                                "template <> inline long special(long value, int n) {", *("  " + one for one in body("value + n")), "}",
                                "template <class T> struct Special {", *line("static int go(int value)", "value + 1"), "};",
                                "template <> struct Special<char> {", *line("static int go(int value)", "value + 2"), "};",
                                "#define SPECIAL(value) special(int(value), 3)"])
        self.emit("templates", ["inline plain::task<int> present(int n) {", "  co_await plain::yield();",
                                f"  trace::note({self.number()}, n);", "  co_return n;", "}"])
        self.emit("templates", ["struct Press {", "  std::function<int(int)> action;", "  int press(int n) {", *("  " + one for one in pause()),
                                "    if (trace::spent() || !action) return 0;", "    return action(n);", "  }",
                                "  void set(std::function<int(int)> other) { action = std::move(other); }", "};"])
        heads = {"apply_pointer": "inline int apply_pointer(int (*f)(int), int n)",
                 "apply_function": f"inline int apply_function({self.pick(('const std::function<int(int)> &', 'std::function<int(int)> '))}f, int n)",
                 "apply_any": f"template <class F> int apply_any({self.pick(('F ', 'F &&', 'const F &'))}f, int n)",
                 "apply_twice": "template <class F> int apply_twice(F f, int n)"}
        for special in self.functions:
            if special.form != "special":
                continue
            lines = [heads[special.name] + " {", *pause()]
            if special.name == "apply_twice":
                lines += ["  int result = f(n) + 1;", "  return result ? f(result) : 0;", "}"]
            else:
                lines += [f"  trace::note({self.number()}, n);", "  return f(n);", "}"]
            self.emit("templates", lines)

    def files(self):
        self.out = {}
        self.plan()
        self.templates()
        # Bodies of deduced results stand first: their callers need them.
        for fn in sorted(self.functions, key=lambda fn: -fn.index if fn.form == "deduced" else 1000):
            if not fn.cls and fn.form != "special":
                self.free(fn)
        for cls in self.classes:
            self.thing(cls)
        for family in self.families:
            self.family(family)
        main = Scope(Function("run", "int", [], 0), "main")
        lines = ["static int run() {"]
        for _ in range(self.rng.randint(1, 3)):
            scope = main.inner(depth=0, throws=False)
            body = self.block(scope, 1, 3)
            lines += ["  try {", *("  " + line for line in body), "  } catch (const trace::Error &e) {", "    trace::note(90, e.code);",
                      "  } catch (int e) {", "    trace::note(91, e);", "  }"]
        lines += ["  return 0;", "}", "", "int main(int argc, char **) {", "  int status = run();", "  trace::finish(argc > 1);",
                  "  return status & 3;", "}"]
        classes = self.out.get("classes", [])
        names = [f"class {cls};" for cls in self.classes] + [f"class {family['base']};" for family in self.families]
        flat = lambda *parts: "\n".join(line for part in parts for line in self.out.get(part, []))  # noqa: E731
        header = "\n".join(["#pragma once", "#include <trace.h>", "#include <plain/pause.h>", "#include <plain/task.h>", "", *names, "",
                            flat("templates"), flat("declarations"), "\n".join(classes), flat("inline")])
        out = {"program.h": header}
        for unit in self.units:
            text = ['#include "program.h"', "", *self.out.get("static " + unit, []), *self.out.get(unit, [])]
            if unit == "main":
                text += lines
            out[unit + ".cpp"] = "\n".join(text) + "\n"
        return out


def program(rng):
    return Program(rng).files()
