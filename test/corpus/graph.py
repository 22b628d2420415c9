"""The call graph as `recolor index --format graph` prints it, and what it says
may be called from where."""
import collections
import dataclasses
import re

TOKEN = re.compile(r'(?:[^\s"(=]+=)?(?:"(?:\\.|[^"\\])*"|[^\s"]+)')
KINDS = {"function", "method", "constructor", "destructor", "conversion", "operator", "lambda", "slot"}
CALLS = {"direct", "virtual", "constructor", "destructor", "conversion", "operator", "implicit", "slot",
         "flow", "callback", "spawn", "lambda", "unevaluated"}
LOCATION = re.compile(r"^(.*):(\d+):(\d+)(?:@(\d+))?$")


@dataclasses.dataclass
class Function:
    label: str
    name: str = ""
    params: str = ""
    kind: str = "function"
    flags: set = dataclasses.field(default_factory=set)
    places: list = dataclasses.field(default_factory=list)  # (file, line) of every declaration
    begin: tuple = ()  # (file, offset) of its name where it is defined
    overrides: list = dataclasses.field(default_factory=list)
    parent: str = ""
    cls: str = ""
    returns: str = ""

    @property
    def seen(self):
        """Is its body part of the project?"""
        return "project" in self.flags

    @property
    def base(self):
        return base_name(self.name)


@dataclasses.dataclass
class Call:
    caller: str
    callee: str
    kind: str = "direct"
    place: tuple = ()
    via: str = ""


def base_name(name):
    """`ns::Class<T>::f<int>` -> `f`."""
    name = re.sub(r"(?<=operator)(<=>|<<=?|>>=?|<=?|>=?|->\*?)", lambda m: f"\0{len(m[1])}", name)
    depth, out = 0, ""
    for char in name:
        depth += (char == "<") - (char == ">")
        if depth == 0 and char != ">":
            out += char
    return out.rsplit("::", 1)[-1].strip()


def tokens(line):
    """Words; a parenthesised one may hold blanks."""
    at = 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        start = at
        if line[at] == "(":
            depth = 0
            while at < len(line):
                depth += (line[at] == "(") - (line[at] == ")")
                at += 1
                if depth == 0:
                    break
        else:
            at = TOKEN.match(line, at).end() if TOKEN.match(line, at) else at + 1
            while at < len(line) and line[at] != " ":  # `key=a(b)`
                at += 1
        yield line[start:at]


def plain(text):
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


class Graph:
    def __init__(self, text):
        self.functions, self.calls, self.units, self.failed = {}, [], 0, []
        for line in text.splitlines():
            if line.startswith("fn "):
                self.function(list(tokens(line[3:])))
            elif line.startswith("call "):
                self.call(list(tokens(line[5:])))
            elif found := re.match(r"# (\d+) units", line):
                self.units = int(found[1])
            elif line.startswith("# failed "):
                self.failed.append(line[9:])
        self.link()

    def function(self, words):
        function = Function(words[0], words[0])
        for word in words[1:]:
            key, equals, value = word.partition("=")
            if word.startswith('"'):
                function.name = plain(word)
            elif word.startswith("("):
                function.params = word
            elif not equals or not re.fullmatch("[a-z]+", key):
                if word in KINDS:
                    function.kind = word
                else:
                    function.flags.add(word)
            elif key in ("loc", "redecl"):
                if not (at := LOCATION.match(plain(value))):
                    continue
                if (at[1], int(at[2])) not in function.places:
                    function.places.append((at[1], int(at[2])))
                if key == "loc" and at[4]:
                    function.begin = at[1], int(at[4])
            elif key == "overrides":
                function.overrides.append(value)
            elif key == "parent":
                function.parent = value
            elif key == "class":
                function.cls = plain(value)
            elif key == "returns":
                function.returns = plain(value)
            elif key == "params":
                function.params = plain(value)
            elif key == "name":
                function.name = plain(value)
        self.functions[function.label] = function

    def call(self, words):
        call = Call(words[0], words[2])
        for word in words[3:]:
            if word in CALLS:
                call.kind = word
            elif word.startswith("via="):
                call.via = word[4:]
            elif at := LOCATION.match(word):
                call.place = (at[1], int(at[2]), int(at[3]))
        self.calls.append(call)

    def link(self):
        self.overriders = collections.defaultdict(set)
        for function in self.functions.values():
            for base in function.overrides:
                self.overriders[base].add(function.label)
        self.out = collections.defaultdict(list)
        for call in self.calls:
            if call.kind != "unevaluated":
                self.out[call.caller].append(call)
        self.memo = {}
        # What unseen code may call: what it was handed, what overrides its
        # own methods, what is stored where it can read it.
        self.exposed = set()
        for call in self.calls:
            caller = self.functions.get(call.caller)
            if call.kind in ("callback", "spawn") or (call.kind == "flow" and not caller.seen):
                self.exposed |= self.of_call(call)
        for function in self.functions.values():
            if not function.seen and "virtual" in function.flags:
                self.exposed |= self.overriding(function.label)

    def overriding(self, label):
        """`label` and everything that overrides it, at any distance."""
        found, todo = {label}, [label]
        while todo:
            for other in self.overriders.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def family(self, label):
        """The methods that `label` overrides, at any distance, with all of
        their overriders."""
        found, todo = set(), [label]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.functions[one].overrides
                todo += self.overriders.get(one, ())
        return found

    def reached(self, label):
        """The functions that a call of this node may run: itself, or what
        flows into it when it is a slot."""
        if label in self.memo:
            return self.memo[label]
        if self.functions[label].kind != "slot":
            return {label}
        found, todo, functions = {label}, [label], set()
        while todo:
            for call in self.out.get(todo.pop(), ()):
                target = self.functions[call.callee]
                if target.kind == "slot":
                    if call.callee not in found:
                        found.add(call.callee)
                        todo.append(call.callee)
                elif "virtual" in target.flags:  # held by a member pointer
                    functions |= self.overriding(call.callee)
                else:
                    functions.add(call.callee)
        self.memo[label] = functions
        return functions

    def of_call(self, call):
        callee = self.functions[call.callee]
        if callee.kind == "slot":
            return self.reached(call.callee)
        # Who is handed a virtual method calls it through the vtable.
        # A template reaches its specialisations, which a unit need not see.
        if call.kind in ("virtual", "callback", "spawn") or "virtual" not in callee.flags:
            return self.overriding(call.callee)
        return {call.callee}

    def targets(self, label):
        """What the function may call itself."""
        key = ("targets", label)
        if key not in self.memo:
            self.memo[key] = set().union(*(self.of_call(call) for call in self.out.get(label, ())), set())
        return self.memo[key]

    def handed(self, label):
        """What unseen functions call that this one calls: what they were
        handed, by it or by others."""
        key = ("handed", label)
        if key not in self.memo:
            found, unseen, todo = set(), set(), list(self.targets(label))
            while todo:
                one = todo.pop()
                if self.functions[one].seen:
                    found.add(one)
                elif one not in unseen:
                    unseen.add(one)
                    todo += self.targets(one)
            self.memo[key] = found
        return self.memo[key]

    # ---- Precision ----------------------------------------------------------

    def precision(self):
        """{kind: (sites, sites without a target, targets by the graph, by the
        class hierarchy, by signature)} of the indirect call sites in the
        project; only functions whose bodies were seen count as targets. What
        hangs on the class hierarchy is None for calls through slots."""
        virtual = collections.defaultdict(set)
        for function in self.functions.values():
            if "virtual" in function.flags:
                virtual[signature(function)].add(function.label)
        taken = collections.defaultdict(set)
        for call in self.calls:
            target = self.functions[call.callee]
            if call.kind in ("flow", "callback", "spawn") and target.kind != "slot":
                taken[signature(target)].add(call.callee)
        sites = {"virtual": {}, "slot": {}}
        for call in self.calls:
            if call.kind in sites and call.caller != "-" and self.functions[call.caller].seen:
                sites[call.kind].setdefault((call.caller, call.place), set()).add(call.callee)
        rows = {}
        for kind, found in sites.items():
            empty = ours = hierarchy = alike = 0
            for callees in found.values():
                if kind == "virtual":
                    targets = set().union(*map(self.overriding, callees))
                    hierarchy += len(self.bodies(set().union(*map(self.family, callees))))
                    others = set().union(*(virtual[signature(self.functions[one])] for one in callees))
                else:
                    targets = set().union(*map(self.reached, callees))
                    others = set().union(*(taken[signature(self.functions[one])] for one in targets), set())
                targets = self.bodies(targets)
                empty += not targets
                if targets:
                    ours += len(targets)
                    alike += len(self.bodies(others) | targets)
            rows[kind] = (len(found), empty, ours, hierarchy if kind == "virtual" else None, alike)
        return rows

    def bodies(self, labels):
        return {label for label in labels if "defined" in self.functions[label].flags}


def signature(function):
    """The types of a function's parameters and result, without top-level const."""
    parts = [re.sub(r"\bconst\b(?=[^&*]*$)|\s", "", part) for part in split(function.params)]
    return tuple(parts), re.sub(r"\s", "", function.returns)


def split(params):
    """The parts of `(int, f<a, b>)`."""
    params, parts, depth, start = params.strip()[1:-1], [], 0, 0
    for at, char in enumerate(params):
        depth += (char in "(<[{") - (char in ")>]}")
        if char == "," and depth == 0:
            parts.append(params[start:at])
            start = at + 1
    return parts + [params[start:]] if params[start:].strip() else parts
