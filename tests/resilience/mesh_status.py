#!/usr/bin/env python3
"""`mesh status` at an address that answers with documents that somebody has tampered with, or without end."""

import collections
import concurrent.futures
import copy
import http.client
import json
import os
import pty
import random
import re
import socket
import subprocess
import threading

from rig import QUICK, Claim, Mesh, command, eventually, size

DOCUMENTS = 20 if QUICK else 665
AT_ONCE = 2 if QUICK else 4
SEED = 16
MOST_RESIDENT = 250e6  # a document of a hundred nodes is 6 MB; the program alone takes 80

# Each would move the cursor, set the title, ring, turn the direction of writing, or colour what follows.
CODES = ("\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\u202e", "\x1b[38;5;201m", "\r\n\x1b[1A", "\x00", "\x08\x08")
VALUES = (None, True, -1, 0, 1e308, -1e-308, 10**30, "", [], {}, [[]], "x" * 100_000, "2026-13-45T99:99:99Z", "\ud800", "[red]markup[/]", *CODES)
FREE = ("name", "lastError")  # may be any text
OURS = re.compile(r"\x1b\[[0-9;]*m|^\x1b\[\?1h\x1b=|\x1b\[\?1l\x1b>")  # colours of the table, and the runtime's keypad modes (terminfo smkx, rmkx)


def places(tree):
    """Each container and key of the document."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        yield tree, key
        yield from places(child)


def mutated(document, chance):
    """The bytes of the document with one to three things changed: half of them only in what it says, the others in its form too."""
    tree = copy.deepcopy(document)
    if chance.random() < 0.5:
        for container, key in chance.sample([(c, k) for c, k in places(tree) if k in FREE], 3):
            container[key] = (container[key] or "refused") + chance.choice(CODES) + "x" * chance.choice((0, 1, 200))
        return json.dumps(tree).encode()

    for _ in range(chance.randint(1, 3)):
        container, key = chance.choice(list(places(tree)))
        kind = chance.randrange(6)
        if kind < 3:
            container[key] = copy.deepcopy(chance.choice(VALUES))
        elif kind == 3 and isinstance(container, dict):
            container[chance.choice(CODES) + str(key)] = container.pop(key)
        elif kind == 4 and isinstance(container, dict):
            del container[key]
        elif isinstance(container, list):
            container.extend(copy.deepcopy(container) * chance.choice((1, 20)))
        else:
            container[key] = f"{chance.choice(CODES)}{container[key]}{chance.choice(CODES)}"
    text = bytearray(json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode(errors="surrogatepass"))
    kind = chance.randrange(8)
    if kind == 0:
        del text[chance.randrange(len(text)):]
    elif kind == 1:
        text[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        at = chance.randrange(len(text))
        text[at:at] = chance.choice((b"\x00", b"\xff\xfe", b"\x1b[2J", b"[" * 100_000, b"9" * 10_000))
    return bytes(text)


def answer(body):
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def without_end():
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    while True:
        yield b" " * 262_144


def status(parts):
    """Runs `mesh status` on a terminal against an address that answers with `parts`: exit code, output, resident bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            try:
                with server.accept()[0] as client:
                    client.recv(4096)
                    for part in parts:
                        client.sendall(part)
            except OSError:
                pass  # it has read enough, or is over

        threading.Thread(target=serve, daemon=True).start()
        ours, its = pty.openpty()
        process = subprocess.Popen(
            [*command(), "mesh", "status", "127.0.0.1:%d" % server.getsockname()[1]],
            stdin=subprocess.DEVNULL, stdout=its, stderr=its, env={**os.environ, "TERM": "xterm-256color"})
        os.close(its)
        output = bytearray()
        try:
            while part := os.read(ours, 65_536):
                output += part
        except OSError:
            pass  # EIO: the other end of the terminal is closed
        os.close(ours)
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        return process.returncode, output.decode(errors="replace"), usage.ru_maxrss * 1024


def mistakes(code, text, resident, most):
    """What is wrong with a run."""
    left = OURS.sub("", text)
    return [what for what, wrong in (
        (f"exit code {code}", code not in (0, 1, 3)),
        ("a stack trace", "   at " in text or "Unhandled" in text),
        ("an escape code", any(ord(c) < 32 and c not in "\r\n" or 127 <= ord(c) < 160 or c == "\u202e" for c in left) or "\x1b[38;5;201m" in text),
        ("says nothing", not text.strip()),
        (f"{size(resident)} of memory", resident > most),
    ) if wrong]


with Claim("`mesh status` ends in order, in bounded memory and without a foreign escape code, whatever an address answers") as claim:
    with Mesh("--name", "one", admin="127.0.0.1:0") as one, Mesh("--name", "two", "--seed", "%s:%d" % one.remoting):

        def real():
            asked = http.client.HTTPConnection(*one.admin)
            asked.request("GET", "/api/v1/mesh")
            text = asked.getresponse().read()
            return json.loads(text) if text.count(b'"connectMs"') >= 2 else None  # both paths

        document = eventually(real, 90)
    if not document:
        claim.figure("the mesh that the document comes from did not form", False)
    else:
        chance = random.Random(SEED)
        texts = [json.dumps(document).encode()] + [mutated(document, chance) for _ in range(DOCUMENTS - 1)]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            runs = list(pool.map(lambda text: status([answer(text)]), texts))
        wrong = [(number, *found) for number, run in enumerate(runs) if (found := mistakes(*run, MOST_RESIDENT))]
        codes = collections.Counter(code for code, _, _ in runs)
        claim.figure(f"the document as it is: exit code {runs[0][0]}", runs[0][0] == 0)
        claim.figure(f"{DOCUMENTS} documents, all but the first tampered with: exit codes {dict(sorted(codes.items()))}, at most "
                     f"{size(max(resident for _, _, resident in runs))} resident, {len(wrong)} runs wrong {wrong[:5] or ''}", not wrong)
        code, text, resident = status(without_end())
        claim.figure(f"a body without end: exit code {code}, {size(resident)} resident: {text.strip()}",
                     not mistakes(code, text, resident, 2 * MOST_RESIDENT) and code == 3)
