#!/usr/bin/env python3
"""Converts Asio's own example programs and proves that they still work.

usage: asio.py --recolor BINARY --cache FOLDER [-j N] [--json FILE] [FILTER]

The examples come from Debian's package libasio-doc, fetched once into FOLDER.
Every program that blocks on a socket, resolver or timer is compiled and used
against a peer on loopback; then rewritten by one command with default options,
compiled with clang++ and g++, used in the same way and compared: what it
prints, its exit status, and every byte the peer saw. A second rewrite must
change nothing.

Each program runs in a network namespace of its own with nothing but loopback,
so that fixed ports do not collide and no packet leaves the machine. Where the
system does not allow namespaces, programs run one by one and those that need
a name or a privileged port are skipped when they cannot have it.

The table says for each program: converted, refused (expected: see CASES, by the
rule the report must name), skipped, or failed.
"""
import argparse
import concurrent.futures
import ctypes
import dataclasses
import fcntl
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "tools"))
from conversion import (Failure, Toolchain, apply_patch, copy_sources,  # noqa: E402
                        cpp_sources, run)

EXAMPLES = "usr/share/doc/libasio-dev/examples"
TIMEOUT = 40       # a program that should end by itself
PATIENCE = 10      # one step of a conversation
WWW = "www.boost.org"  # socks4 asks for this name


class Skip(Exception):
    """The machine lacks what a program needs."""


# ---- Peers: what the programs talk to --------------------------------------

class Peer:
    """Accepts connections and runs `talk(connection, note)` for each of them;
    `seen` is everything that came in, connection by connection."""

    def __init__(self, talk, port=0, path=None, wrap=None):
        self.seen, self.talk, self.wrap = [], talk, wrap
        try:
            if path:
                self.listener = socket.socket(socket.AF_UNIX)
                self.listener.bind(path)
            else:
                # Programs try the IPv6 address of a name first and then fall
                # back, each in its own time; only IPv4 keeps that out.
                self.listener = socket.socket()
                self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self.listener.bind(("127.0.0.1", port))
        except PermissionError:
            raise Skip(f"port {port} needs privileges") from None
        self.listener.listen()
        self.port = None if path else str(self.listener.getsockname()[1])
        self.threads = []
        self.acceptor = threading.Thread(target=self.accept, daemon=True)
        self.acceptor.start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self.serve, args=(connection,), daemon=True))
            self.threads[-1].start()

    def serve(self, connection):
        note = bytearray()
        self.seen.append(note)
        with connection:
            connection.settimeout(PATIENCE)
            try:
                if self.wrap:
                    connection = self.wrap(connection)
                self.talk(connection, note)
            except OSError as error:
                note += f"<{type(error).__name__}>".encode()

    def close(self):
        # A closed listener does not wake a thread in accept(); shutdown does.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in [self.acceptor, *self.threads]:
            thread.join(PATIENCE)
        return [bytes(note) for note in self.seen]


def take(connection, note, size=4096):
    data = connection.recv(size)
    note += data
    return data


def take_until(connection, note, end):
    while not note.endswith(end):
        if not take(connection, note):
            return


def echo(connection, note):
    """In pieces and slowly, so that a program which reads once too little or
    does not wait at all is found out."""
    while data := take(connection, note):
        for start in range(0, len(data), 5):
            connection.sendall(data[start:start + 5])
            time.sleep(0.05)


def echo_at_once(connection, note):
    time.sleep(0.1)
    while data := take(connection, note):
        connection.sendall(data)


def daytime(connection, note):
    for piece in (b"Thu Jan  1 ", b"00:00:00 1970\n"):
        time.sleep(0.1)
        connection.sendall(piece)


def http(connection, note):
    take_until(connection, note, b"\r\n\r\n")
    if b" /missing " in note:
        connection.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")
        return
    for piece in (b"HTTP/1.0 200 OK\r\nServer: peer\r\n", b"Content-Length: 12\r\n\r\nhello ", b"world\n"):
        connection.sendall(piece)
        time.sleep(0.1)


def socks4(answer):
    def talk(connection, note):
        while len(note) < 9 or note[-1]:
            if not take(connection, note, 1):
                return
        time.sleep(0.1)
        connection.sendall(bytes([0, answer, 0, 80, 127, 0, 0, 1]))
        if answer == 0x5a:
            http(connection, note)
    return talk


def noisy_lines(connection, note):
    """Sends lines nobody asked for before it echoes."""
    connection.sendall(b"first\nsec")
    time.sleep(0.1)
    connection.sendall(b"ond\n")
    echo(connection, note)


def two_lines(connection, note):
    take(connection, note, 1)  # the heartbeat after connecting
    for line in (b"one\n", b"two\n"):
        connection.sendall(line)
        time.sleep(0.2)


# ---- Using a program: everything two builds are compared by -----------------

class Use:
    """One program at work. Every method returns what was observed."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def start(self, args, endless=False):
        command = [self.program, *args]
        if endless:  # what is still in a buffer when it is ended would be lost
            command = ["stdbuf", "-o0", *command]
        return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, process, stdin=b""):
        try:
            out, err = process.communicate(stdin, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise Failure(f"running {self.program}: not finished after {TIMEOUT} s; it printed\n"
                          f"{(out + err).decode(errors='replace')}") from None
        return [out, err, process.returncode]

    def end(self, process):
        """Ends a program that never ends by itself."""
        alive = process.poll() is None
        process.send_signal(signal.SIGKILL)
        out, err = process.communicate()
        return [out, err, "ended by us" if alive else process.returncode]

    def client(self, talk, *args, stdin=b"", port=0, typed=(), wrap=None):
        """Runs it against a peer; {port} in args is the peer's. `typed` comes
        on standard input piece by piece, with a pause before each."""
        peer = Peer(talk, port, wrap=wrap)
        process = self.start([arg.format(port=peer.port) for arg in args])
        for piece in typed:
            time.sleep(0.5)
            process.stdin.write(piece)
            process.stdin.flush()
        if typed:
            time.sleep(0.5)
        try:
            return [self.finish(process, stdin), peer.close()]
        except Failure as failure:
            raise Failure(f"{failure}\nthe peer saw {peer.close()}") from None

    def unix_client(self, talk, stdin):
        path = os.path.join(self.folder, "socket")
        peer = Peer(talk, path=path)
        process = self.start([path])
        try:
            return [self.finish(process, stdin), peer.close()]
        finally:
            os.unlink(path)

    def udp_client(self, *args, port=0, stdin=b"", answer=lambda data: data):
        with socket.socket(type=socket.SOCK_DGRAM) as peer:
            bind(peer, port)
            peer.settimeout(PATIENCE)
            process = self.start([arg.format(port=peer.getsockname()[1]) for arg in args])
            process.stdin.write(stdin)
            process.stdin.close()
            process.stdin = None
            try:
                data, sender = peer.recvfrom(4096)
            except TimeoutError:
                data = b"<nothing>"
            else:
                time.sleep(0.2)
                peer.sendto(answer(data), sender)
            return [self.finish(process, None), data]

    def tcp_server(self, talk, *args, port=None, ends=False):
        """Runs it as a server and lets `talk(connect)` use it."""
        port = port or free_port()
        process = self.start([arg.format(port=port) for arg in args], endless=not ends)

        def connect():
            for _ in range(PATIENCE * 20):
                try:
                    connection = socket.create_connection(("127.0.0.1", port))
                except OSError:
                    if process.poll() is not None:
                        break
                    time.sleep(0.05)
                else:
                    connection.settimeout(PATIENCE)
                    return connection
            raise Failure(f"{self.program} does not listen: {self.end(process)}")

        try:
            heard = talk(connect, process)
        except OSError as error:
            raise Failure(f"{self.program}: {error!r} while talking to it: {self.end(process)}") from None
        return [self.finish(process) if ends else self.end(process), heard]

    def udp_server(self, messages, *args, port=None):
        port = port or free_port(socket.SOCK_DGRAM)
        process = self.start([arg.format(port=port) for arg in args], endless=True)
        heard = []
        with socket.socket(type=socket.SOCK_DGRAM) as peer:
            for message in messages:
                # The first ones may come before it listens.
                peer.settimeout(0.2 if not heard else PATIENCE)
                for _ in range(PATIENCE * 5 if not heard else 1):
                    peer.sendto(message, ("127.0.0.1", port))
                    try:
                        heard.append(peer.recv(4096))
                        break
                    except (TimeoutError, ConnectionRefusedError):
                        time.sleep(0.05)
        if len(heard) != len(messages):
            raise Failure(f"{self.program}: no answer after {heard}: {self.end(process)}")
        return [self.end(process), heard]


def bind(peer, port):
    try:
        peer.bind(("127.0.0.1", port))
    except PermissionError:
        raise Skip(f"port {port} needs privileges") from None


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def receive_all(connection):
    data = b""
    while piece := connection.recv(4096):
        data += piece
    return data


def service(name, protocol="tcp"):
    try:
        port = socket.getservbyname(name, protocol)
    except OSError:
        raise Skip(f"the service name {name} is unknown (package netbase)") from None
    if os.geteuid() != 0:
        raise Skip(f"port {port} needs privileges")
    return port


# ---- One function per kind of program ----------------------------------------

def tcp_echo_client(use):
    return [use.client(echo, "127.0.0.1", "{port}", stdin=b"hello, world\n"),
            use.client(take, "127.0.0.1", "{port}", stdin=b"x\n"),  # closes without an answer
            use.finish(use.start(["127.0.0.1", "1"]), b"refused\n"),
            use.finish(use.start([]))]


def udp_echo_client(use):
    return [use.udp_client("127.0.0.1", "{port}", stdin=b"hello, world\n"),
            use.finish(use.start([]))]


def tcp_echo_server(use):
    def talk(connect, _):
        # The first connection stays open meanwhile: they are served at once.
        with connect() as first, connect() as second:
            heard = []
            for connection, text in ((second, b"second"), (first, b"first"), (second, b"again")):
                connection.sendall(text)
                heard.append(connection.recv(64))
            return heard
    return [use.tcp_server(talk, "{port}"), use.finish(use.start([]))]


def udp_echo_server(use):
    return [use.udp_server([b"one", b"two"], "{port}"), use.finish(use.start([]))]


def greeting_server(port, *args):
    """Servers that send something and close, again and again."""
    def exercise(use):
        def talk(connect, _):
            heard = []
            for _ in range(2):
                with connect() as connection:
                    heard.append(receive_all(connection))
            return heard
        return use.tcp_server(talk, *args, port=port())
    return exercise


def accepts_until_done(use):
    """Programs which accept some connections, serve each, and end."""
    def talk(connect, process):
        heard = []
        while process.poll() is None:
            try:
                with connect() as connection:
                    heard.append(receive_all(connection))
            except Failure:
                if process.poll() is None:
                    raise
            deadline = time.monotonic() + 0.3
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
        return heard
    return use.tcp_server(talk, port=55555, ends=True)


def daytime_client(use):
    port = service("daytime")
    return [use.client(daytime, "127.0.0.1", port=port), use.finish(use.start(["127.0.0.1"]))]


def udp_daytime_client(use):
    return use.udp_client("127.0.0.1", port=service("daytime", "udp"), answer=lambda _: b"Thu Jan  1\n")


def http_client(use):
    port = service("http")
    return [use.client(http, "127.0.0.1", path, port=port) for path in ("/index.html", "/missing")]


def socks4_client(use):
    service("http")
    try:
        if socket.gethostbyname(WWW) != "127.0.0.1":
            raise Skip(f"{WWW} cannot be kept on loopback")
    except OSError:
        raise Skip(f"{WWW} cannot be kept on loopback") from None
    return [use.client(socks4(answer), "127.0.0.1", "{port}", "user") for answer in (0x5a, 0x5b)]


def unix_echo_client(use):
    # The iostream client reads what has come; one piece keeps that the same.
    return use.unix_client(echo_at_once, b"hello, world\n")


def types_lines(use):
    """Reads lines and answers itself, for ever."""
    process = use.start([], endless=True)
    for line in (b"hello\n", b"world\n"):
        process.stdin.write(line)
        process.stdin.flush()
        time.sleep(0.5)
    return use.end(process)


def line_client(use):
    return [use.client(noisy_lines, "127.0.0.1", "{port}", "a message"),
            use.finish(use.start(["127.0.0.1", "1", "refused"]))]


def heartbeat_client(use):
    return use.client(two_lines, "127.0.0.1", "{port}")


def chat_client(use):
    return use.client(echo_at_once, "127.0.0.1", "{port}", typed=[b"hello\n", b"world\n"])


def tls_client(use):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(os.path.join(use.folder, "server.pem"), password="test")
    except OSError:
        raise Skip("the TLS library refuses the example's certificate") from None
    return use.client(echo_at_once, "127.0.0.1", "{port}", stdin=b"hello\n",
                      wrap=lambda connection: context.wrap_socket(connection, server_side=True))


def alone(use):
    return use.finish(use.start([]))


# ---- Which programs, and what is expected of each -----------------------------

@dataclasses.dataclass
class Case:
    name: str                    # folder and source below the examples
    exercise: typing.Optional[typing.Callable] = None
    refused: str = ""            # or else: the rule id that the report must name
    mask: bool = False           # digits are times or ports
    boost: bool = False          # uses Boost's headers, and Asio's placeholders for its bind
    link: tuple = ()
    sources: tuple = ()          # where it is not the one source; "*" is all there

    def flags(self):
        return ["-DASIO_HAS_BOOST_BIND"] if self.boost else []


def cases():
    tcp13 = lambda: service("daytime")  # noqa: E731
    # Of the C++14 examples two differ from the C++11 ones in more than a name.
    yield Case("cpp14/echo/blocking_tcp_echo_server", tcp_echo_server)
    yield Case("cpp14/echo/blocking_udp_echo_client", udp_echo_client)
    for version in ("cpp11", "cpp03"):
        boost = version == "cpp03"
        yield Case(f"{version}/echo/blocking_tcp_echo_client", tcp_echo_client)
        yield Case(f"{version}/echo/blocking_udp_echo_client", udp_echo_client)
        yield Case(f"{version}/echo/blocking_tcp_echo_server", tcp_echo_server, boost=boost)
        yield Case(f"{version}/echo/blocking_udp_echo_server", udp_echo_server)
        yield Case(f"{version}/iostreams/http_client", http_client)
        yield Case(f"{version}/socks4/sync_client", socks4_client, boost=boost)
        yield Case(f"{version}/local/stream_client", unix_echo_client)
        yield Case(f"{version}/local/iostream_client", unix_echo_client)
        yield Case(f"{version}/local/connect_pair", types_lines, boost=boost)
        yield Case(f"{version}/timers/time_t_timer", alone)
        yield Case(f"{version}/timeouts/blocking_tcp_client", line_client, mask=True, boost=boost)
        yield Case(f"{version}/timeouts/blocking_token_tcp_client", line_client, mask=True)
        yield Case(f"{version}/timeouts/async_tcp_client", heartbeat_client, mask=True, boost=boost)
        yield Case(f"{version}/chat/chat_client", chat_client, boost=boost)
        yield Case(f"{version}/invocation/prioritised_handlers", alone, boost=boost)
        yield Case(f"{version}/nonblocking/third_party_lib", refused="nonblocking-object", boost=boost)
        yield Case(f"{version}/fork/daemon", refused="handed-on" if boost else "event-loop-handler", boost=boost)
        yield Case(f"{version}/http/server/main", refused="constructor", boost=boost, sources=("*",))
        yield Case(f"{version}/ssl/client", tls_client, boost=boost, link=("-lssl", "-lcrypto"))
    # Its control message ends in a flexible array.
    yield Case("cpp11/local/fd_passing_stream_client", refused="stack-frame")
    for number in range(1, 9):
        yield Case(f"cpp11/operations/composed_{number}", accepts_until_done)
    yield Case("cpp03/http/client/sync_client", http_client)
    yield Case("cpp03/iostreams/daytime_client", daytime_client)
    yield Case("cpp03/iostreams/daytime_server", greeting_server(tcp13), mask=True)
    yield Case("cpp03/tutorial/daytime1/client", daytime_client, boost=True)
    yield Case("cpp03/tutorial/daytime2/server", greeting_server(tcp13), mask=True)
    yield Case("cpp03/tutorial/daytime4/client", udp_daytime_client, boost=True)
    yield Case("cpp03/tutorial/daytime5/server", boost=True, mask=True,
               exercise=lambda use: use.udp_server([b"x", b"y"], port=service("daytime", "udp")))
    yield Case("cpp03/tutorial/timer1/timer", alone)
    yield Case("cpp03/chat/posix_chat_client", chat_client, boost=True)
    yield Case("cpp03/services/daytime_client", daytime_client, boost=True,
               sources=("daytime_client.cpp", "logger_service.cpp"))
    yield Case("cpp03/icmp/ping", refused="constructor", boost=True)


# ---- One program ---------------------------------------------------------------

def masked(value, mask):
    if isinstance(value, (list, tuple)):
        return [masked(item, mask) for item in value]
    if mask and isinstance(value, bytes):
        return re.sub(rb"\d+", b"#", value)
    return value


def observe(case, program, folder):
    return masked(case.exercise(Use(program, folder)), case.mask)


def has_header(tools, header):
    return subprocess.run([tools.clangxx, "-E", "-x", "c++", "-"], capture_output=True,
                          input=f"#include <{header}>\n".encode()).returncode == 0


def reasons(report):
    """The rules that a report in JSON names, each with a place."""
    found = {}
    for function in report["functions"]:
        for barrier in function["barriers"]:
            place = f"{os.path.basename(barrier['file'])}:{barrier['line']}"
            found.setdefault(barrier["rule"], f"{place}: {barrier['message']}")
        for hazard in function["hazards"]:
            rule = hazard if isinstance(hazard, str) else hazard["rule"]
            found.setdefault(rule, function["name"])
    for edge in report["frontier"]:
        if edge["rule"]:
            found.setdefault(edge["rule"],
                             f"{os.path.basename(edge['file'])}:{edge['line']}: {edge['callee']}")
    return found


def lay_out(case, tools, examples, folder):
    """Copies a program's files to `folder`; returns the sources to compile."""
    if case.boost and not has_header(tools, "boost/config.hpp"):
        raise Skip("Boost's headers are missing")
    if "-lssl" in case.link and not has_header(tools, "openssl/ssl.h"):
        raise Skip("OpenSSL's headers are missing (package libssl-dev)")
    folder.mkdir()
    source = examples / (case.name + ".cpp")
    wanted = list(case.sources) or [source.name]
    if wanted == ["*"]:
        wanted = cpp_sources(source.parent)
    for path in source.parent.iterdir():
        if path.name in wanted or path.suffix in (".hpp", ".pem"):
            shutil.copy(path, folder)
    return wanted


def convert(case, tools, examples, folder):
    """(outcome, why): converted or refused; anything else is raised."""
    old, new = folder / "old", folder / "new"
    sources = lay_out(case, tools, examples, old)
    tools.write_database(old, sources, case.flags())
    done = tools.tool("rewrite", old)
    if not done.stdout.strip():
        return refusal(case, tools, old)
    if case.refused:
        raise Failure(f"should have been refused because of {case.refused}, but was converted")

    original = str(folder / "original")
    tools.compile(tools.clangxx, old, sources, original, ["-w", *case.flags()], case.link)
    expected = observe(case, original, old)
    copy_sources(old, new)
    patch = folder / "patch"
    patch.write_bytes(done.stdout)
    apply_patch(new, patch)
    for compiler in (tools.clangxx, tools.gxx):
        program = str(folder / os.path.basename(compiler))
        # A dropped task compiles; the attribute on the task type tells.
        tools.compile(compiler, new, sources, program, ["-Werror=unused-result", *case.flags()], case.link)
        seen = observe(case, program, new)
        if seen != expected:
            raise Failure(f"built with {compiler} it does not do the same\n"
                          f"--- original\n{expected}\n--- converted\n{seen}")
    tools.write_database(new, sources, case.flags())
    again = tools.tool("rewrite", new).stdout
    if again.strip():
        raise Failure("a second rewrite changes it again:\n" + again.decode(errors="replace"))
    kept = set(re.findall(r"\[([a-z][a-z-]+)\]$", done.stderr.decode(errors="replace"), re.MULTILINE))
    return "converted", "reported: " + ", ".join(sorted(kept)) if kept else ""


def refusal(case, tools, folder):
    named = reasons(json.loads(tools.tool("report", folder, ["--format", "json"]).stdout))
    every = "; ".join(f"[{rule}] {place}" for rule, place in sorted(named.items())) or "no reason"
    if not case.refused:
        raise Failure(f"was to be converted, but was refused: {every}")
    if case.refused not in named:
        raise Failure(f"was to be refused because of {case.refused}, but was because of {every}")
    return "refused", f"[{case.refused}] {named[case.refused]}"


def repeat(case, tools, examples, folder):
    """Uses the original twice: an exercise that does not see the same of the
    same program proves nothing about another one."""
    sources = lay_out(case, tools, examples, folder / "old")
    if case.refused:
        raise Skip("is never converted, so never used")
    original = str(folder / "original")
    tools.compile(tools.clangxx, folder / "old", sources, original, ["-w", *case.flags()], case.link)
    first, second = (observe(case, original, folder / "old") for _ in range(2))
    if first != second:
        raise Failure(f"seen first\n{first}\nand then\n{second}")
    return "repeated", str(first)


def run_case(case, task, tools, examples, work):
    """The result of one program as a dictionary."""
    folder = work / case.name.replace("/", "_")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        outcome, why = task(case, tools, examples, folder)
    except Skip as skip:
        outcome, why = "skipped", str(skip)
    except Failure as failure:
        outcome, why = "failed", str(failure)
    return {"name": case.name, "outcome": outcome, "why": why}


# ---- The whole corpus ----------------------------------------------------------

def fetch(cache):
    """The folder of the examples, downloaded and unpacked at the first time."""
    unpacked = cache / "libasio-doc"
    if not unpacked.exists():
        cache.mkdir(parents=True, exist_ok=True)
        if not list(cache.glob("libasio-doc_*.deb")):
            # As root, apt drops to a user that may not write here; that is
            # only a warning.
            run(["apt-get", "download", "libasio-doc"], "downloading libasio-doc", cwd=cache)
        package = sorted(cache.glob("libasio-doc_*.deb"))[-1]
        partly = cache / "partly"
        shutil.rmtree(partly, ignore_errors=True)
        # The package holds two hundred megabytes of documentation besides.
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)],
                              stdout=subprocess.PIPE) as tar:
            partly.mkdir()
            run(["tar", "-x", "-C", str(partly), f"./{EXAMPLES}"], f"unpacking {package}", stdin=tar.stdout)
        for path in partly.rglob("*.gz"):
            if path.with_suffix("").suffix in (".cpp", ".hpp", ".pem"):
                path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        partly.rename(unpacked)
    return unpacked / EXAMPLES


def isolation():
    """The command that gives a process loopback only and a hosts file of its
    own, or nothing where the system does not let us."""
    command = ["unshare", "--net", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
    allowed = shutil.which("unshare") and \
        subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if allowed else []


def isolate(work):
    """Inside the namespaces: switch loopback on and know the one name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 0x1 | 0x40)  # IFF_UP | IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, request)             # SIOCSIFFLAGS
    hosts = work / "hosts"
    hosts.write_text(f"127.0.0.1 localhost {WWW}\n")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(str(hosts).encode(), b"/etc/hosts", None, 0x1000, None):  # MS_BIND
        raise OSError(ctypes.get_errno(), "cannot lay our hosts file over the system's")


def in_own_process(case, arguments, isolated):
    """Runs this script for one program, in its own namespaces if there are any."""
    command = [*isolated, sys.executable, __file__, "--one", case.name,
               "--recolor", arguments.recolor, "--cache", str(arguments.cache)]
    command += ["--isolated"] if isolated else []
    command += ["--originals"] if arguments.originals else []
    done = subprocess.run(command, capture_output=True)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"name": case.name, "outcome": "failed",
                "why": "the test itself broke: " + done.stderr.decode(errors="replace")}


def table(results):
    width = max(len(result["name"]) for result in results)
    for result in results:
        first, *more = result["why"].split("\n")
        print(f"{result['name']:{width}}  {result['outcome']:9}  {first}")
        for line in more:
            print(f"    {line}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recolor", required=True)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("-j", type=int, default=1)
    parser.add_argument("--json", help="write the results for totals.py")
    parser.add_argument("--originals", action="store_true",
                        help="convert nothing: check that using a program twice shows the same")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("filter", nargs="?", default="", help="only programs whose name contains this")
    arguments = parser.parse_args()
    arguments.cache = arguments.cache.resolve()
    arguments.recolor = os.path.abspath(arguments.recolor)
    task = repeat if arguments.originals else convert
    work = arguments.cache / "programs"

    if arguments.one:
        with tempfile.TemporaryDirectory() as folder:
            if arguments.isolated:
                isolate(pathlib.Path(folder))
            # The sources live where the error messages can be looked at after.
            tools = Toolchain(arguments.recolor, "clang++-22", "g++",
                              ["-I" + str(ROOT / "lib" / "Runtime" / "include")])
            case = next(case for case in cases() if case.name == arguments.one)
            json.dump(run_case(case, task, tools, fetch(arguments.cache), work), sys.stdout)
        return 0

    fetch(arguments.cache)
    isolated = isolation()
    chosen = [case for case in cases() if arguments.filter in case.name]
    if not chosen:
        sys.exit(f"no program's name contains {arguments.filter}")
    results = []
    with concurrent.futures.ThreadPoolExecutor(arguments.j if isolated else 1) as pool:
        for result in pool.map(lambda case: in_own_process(case, arguments, isolated), chosen):
            results.append(result)
            print(f"[{len(results)}/{len(chosen)}] {result['name']}: {result['outcome']}", flush=True)
    print()
    table(results)
    count = {outcome: sum(result["outcome"] == outcome for result in results)
             for outcome in ("converted", "repeated", "refused", "skipped", "failed")}
    if arguments.json:
        fate = {"failed": "failed", "skipped": "skipped"}
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"programs": [{"name": result["name"],
                                     "result": fate.get(result["outcome"], "passed")}
                                    for result in results]}, file)
    if count["skipped"]:
        print(f"{count['skipped']} skipped")
    print(f"{count['repeated'] if arguments.originals else count['converted']} of {len(results)} "
          f"{'repeated' if arguments.originals else 'converted'}, "
          f"{count['refused']} refused, {count['failed']} failed")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
