"""What the claims share: how a claim reports, how a server is started, sockets that misbehave, and network namespaces.

A claim is a script of its own. It prints `claim`, one `figure` line for each thing that it measured, and `verdict`; its
exit code is 0 (holds), 1 (does not hold) or 77 (not run, with the reason). It takes `--quick` for the bounded form.

ECHOACTORS is the command to test; left out, it is the newest build of src/EchoActors.Cli.
"""

import contextlib
import os
import pathlib
import re
import select
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

TRANSPORTS = ("akka-io", "direct")
QUICK = "--quick" in sys.argv[1:]

SIOCOUTQ = 0x5411  # tty_ioctl(4) TIOCOUTQ: bytes that the peer has not acknowledged, tcp(7)

ROOT = pathlib.Path(__file__).resolve().parents[2]


class NotRun(Exception):
    """The machine does not permit this claim to be tested; the message says why."""


class Claim:
    """One promise: `with Claim("...") as claim:` measures it, and the end of the block prints the verdict and exits."""

    def __init__(self, text):
        self._wrong = []
        print(f"claim    {text}", flush=True)

    def figure(self, text, holds=True):
        """Prints a measurement. `holds` says whether it is what the claim promises."""
        print(f"figure   {text}{'' if holds else '  <- WRONG'}", flush=True)
        if not holds:
            self._wrong.append(text)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None and issubclass(kind, NotRun):
            print(f"verdict  not run: {error}", flush=True)
            sys.exit(77)
        if kind is not None:
            return False  # a traceback, and exit code 1
        print(f"verdict  {'DOES NOT HOLD' if self._wrong else 'holds'}", flush=True)
        sys.exit(1 if self._wrong else 0)


def needs(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise NotRun(f"there is no {tool}")


def eventually(condition, seconds=20, every=0.02):
    """Waits until `condition()` is true, and returns its value; the last value, which is false, after `seconds`."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(every)
    return value


## Programs


def command():
    if "ECHOACTORS" in os.environ:
        return shlex.split(os.environ["ECHOACTORS"])
    builds = sorted(ROOT.glob("src/EchoActors.Cli/bin/*/net*/EchoActors.Cli.dll"), key=lambda f: f.stat().st_mtime)
    if not builds:
        raise NotRun("src/EchoActors.Cli is not built")
    return ["dotnet", str(builds[-1])]


class Server:
    """`echoactors server` as a process. `settings` are HOCON lines of echoactors.server.

    `within` is a Namespace; `before` is a command that runs the server, for example ["faketime", ...].
    """

    def __init__(self, transport, settings="", host="127.0.0.1", within=None, before=(), environment=None, arguments=()):
        self._work = tempfile.TemporaryDirectory(prefix="echoactors-resilience-")
        configuration = pathlib.Path(self._work.name, "server.conf")
        configuration.write_text(
            f"echoactors.server {{ transport = {transport}\nlisten = [\"{host}:0\"]\n{settings}\n}}\n")
        self._log = pathlib.Path(self._work.name, "server.log")
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen(
                [*(within.prefix if within else ()), *before, *command(), "server", "--config", str(configuration), *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **(environment or {})})
        if not eventually(lambda: self._port() or self.process.poll() is not None, 60) or not self._port():
            raise RuntimeError(f"the server did not start:\n{self.log}")
        self.address = (host, self._port())

    def _port(self):
        found = re.search(r"listening on \S+:(\d+)", self.log)
        return int(found.group(1)) if found else 0

    @property
    def log(self):
        return self._log.read_text(errors="replace")

    @property
    def pid(self):
        """The process that listens, which is not ours where a wrapper such as `ip netns exec` forks."""
        return self.process.pid

    def resident(self):
        """Bytes of resident memory (VmRSS of proc(5))."""
        return resident(self.pid)

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def connect(self, **options):
        return connect(self.address, **options)

    def ends(self):
        """How each connection ended so far, as the log says: `PeerClosed`, `SendTimeout`, ..."""
        return re.findall(r"connection from \S+ ended: (\w+)", self.log)

    def stop(self, seconds=30):
        """SIGTERM, and the exit code; SIGKILL after `seconds`."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, kind=None, *_):
        if kind is not None or self.process.poll() not in (None, 0):
            print(f"the server (exit code {self.process.poll()}) has logged last:\n{self.log[-2000:]}", flush=True)
        self.process.kill()
        self.process.wait()
        self._work.cleanup()


class Mesh:
    """`echoactors mesh` as a process of one node on loopback, without an admin address unless one is given."""

    def __init__(self, *arguments, admin="off"):
        self._work = tempfile.TemporaryDirectory(prefix="echoactors-resilience-")
        self._log = pathlib.Path(self._work.name, "mesh.log")
        with socket.socket() as free:  # remoting does not say which port it took
            free.bind(("127.0.0.1", 0))
            self.remoting = free.getsockname()
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen(
                [*command(), "mesh", "--cluster", "127.0.0.1:%d" % self.remoting[1], "--listen", "127.0.0.1:0", "--admin", admin, *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        listening = eventually(lambda: re.search(r"listening on (\S+):(\d+)", self.log), 60)
        if not listening:
            raise RuntimeError(f"the node did not start:\n{self.log}")
        self.address = (listening.group(1), int(listening.group(2)))

    @property
    def log(self):
        return self._log.read_text(errors="replace")

    @property
    def admin(self):
        """Its admin address: host and port."""
        return admin_of(self)

    def resident(self):
        """Bytes of resident memory (VmRSS of proc(5))."""
        return resident(self.process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self._work.cleanup()


def address_at(server, host):
    """Where a server listens at one of several hosts, as its log says."""
    found = eventually(lambda: re.search(rf"listening on (?:tls://)?{re.escape(host)}:(\d+)", server.log))
    return host, int(found.group(1))


def admin_of(process):
    """The admin address that the log of a server or a node names: host and port."""
    host, port = re.search(r"admin on http://(\S+):(\d+)/", process.log).groups()
    return host, int(port)


def resident(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024


## Sockets


def connect(address, receive_buffer=None, timeout=10):
    s = socket.socket()
    if receive_buffer:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    s.settimeout(timeout)
    s.connect(address)
    return s


def reset(s):
    """Ends a connection with a reset instead of the end of its stream."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def receive_exactly(s, count):
    """Reads `count` bytes, or what there is before the end of the stream."""
    parts, left = [], count
    while left and (part := s.recv(min(left, 1 << 16))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def echoes(client):
    """Whether five bytes come back."""
    try:
        client.sendall(b"hello")
        return receive_exactly(client, 5) == b"hello"
    except OSError:
        return False


def send_until_full(*clients, pause=0.2):
    """Sends without reading until neither end of any client takes a byte for `pause` seconds; returns how many were taken."""
    poll, data, sent = select.poll(), bytes(1 << 16), 0
    by_descriptor = {client.fileno(): client for client in clients}
    for descriptor, client in by_descriptor.items():
        client.setblocking(False)
        poll.register(descriptor, select.POLLOUT)
    while ready := poll.poll(pause * 1e3):
        for descriptor, _ in ready:
            with contextlib.suppress(BlockingIOError):
                sent += by_descriptor[descriptor].send(data)
    return sent


def connections(port, within=None):
    """The server's ends of connections to `port`, from ss(8): a list of dicts with state, queues and kernel memory."""
    prefix = within.prefix if within else []
    out = subprocess.run(
        [*prefix, "ss", "-tanmOH", "sport", "=", f":{port}"], capture_output=True, text=True, check=True).stdout
    found = []
    for line in out.splitlines():
        fields = line.split()
        if fields[0] in ("LISTEN", "TIME-WAIT"):
            continue
        memory = dict(re.findall(r"([a-z]+?)(\d+)", re.search(r"skmem:\(([^)]*)\)", line).group(1)))
        found.append({
            "state": fields[0], "unread": int(fields[1]), "unacknowledged": int(fields[2]), "peer": fields[4],
            # sock_diag(7): received and not read, queued to send, reserved ahead, in the backlog.
            "memory": sum(int(memory.get(key, 0)) for key in ("r", "w", "f", "bl")),
        })
    return found


## Network namespaces (network_namespaces(7))


class Namespace:
    def __init__(self, name):
        self.name = name
        self.prefix = ["ip", "netns", "exec", name]

    @contextlib.contextmanager
    def entered(self):
        """Sockets that this thread makes inside the block belong to the namespace (setns(2))."""
        with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{self.name}") as there:
            _setns(there.fileno())
            try:
                yield
            finally:
                _setns(home.fileno())

    def connect(self, address, **options):
        with self.entered():
            return connect(address, **options)


def _setns(descriptor):
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, 0x40000000) != 0:  # CLONE_NEWNET
        raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def two_hosts(delay=0.0):
    """Two namespaces, 10.79.0.1 and 10.79.0.2, with one path between them; `delay` is its one-way delay in seconds.

    Without a delay the path is a veth pair. With one it is a TUN device at each end, and this process carries the packets:
    it needs no netem, which is often missing from small kernels, and the ends see a real round-trip time.
    """
    if os.geteuid() != 0:
        raise NotRun("network namespaces need root")
    needs("ip", "ss")
    names = [f"echores{os.getpid()}-{end}" for end in "ab"]
    devices = [f"er{os.getpid()}{end}" for end in "ab"]
    made = []
    carrier = None
    try:
        for name in names:
            if subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode != 0:
                raise NotRun("this machine does not permit network namespaces")
            made.append(name)
        if delay:
            carrier = _Carrier(devices, delay)
            for name, device in zip(names, devices):
                subprocess.run(["ip", "link", "set", device, "netns", name], check=True)
        else:
            subprocess.run(["ip", "link", "add", devices[0], "netns", names[0], "type", "veth",
                            "peer", "name", devices[1], "netns", names[1]], check=True)
        for number, (name, device) in enumerate(zip(names, devices), start=1):
            for command in (["link", "set", "lo", "up"], ["link", "set", device, "txqueuelen", "10000"],
                            ["addr", "add", f"10.79.0.{number}/24", "dev", device], ["link", "set", device, "up"]):
                subprocess.run(["ip", "-n", name, *command], check=True)
        yield Namespace(names[0]), Namespace(names[1])
    finally:
        if carrier:
            carrier.close()
        for name in made:
            subprocess.run(["ip", "netns", "del", name], check=False)


def cut(host, chain):
    """Drops what reaches `host` (INPUT) or leaves it (OUTPUT), and nobody is told: a pulled cable behind a switch."""
    needs("iptables")
    if subprocess.run([*host.prefix, "iptables", "-A", chain, "-j", "DROP"], capture_output=True).returncode != 0:
        raise NotRun("this machine does not permit iptables in a namespace")


class _Carrier:
    """Carries packets between two TUN devices, each `delay` seconds late."""

    def __init__(self, devices, delay):
        import collections
        import fcntl

        if not os.path.exists("/dev/net/tun"):
            raise NotRun("there is no /dev/net/tun")
        self._ends = []
        for device in devices:
            end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(end, 0x400454CA, struct.pack("16sH22x", device.encode(), 0x1001))  # TUNSETIFF: IFF_TUN | IFF_NO_PI
            self._ends.append(end)
        self._delay = delay
        self._under_way = [collections.deque(), collections.deque()]
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def close(self):
        self._closing.set()
        self._thread.join()
        for end in self._ends:
            os.close(end)

    def _carry(self):
        poll = select.poll()
        for end in self._ends:
            poll.register(end, select.POLLIN)
        while not self._closing.is_set():
            poll.poll(1 if any(self._under_way) else 50)
            now = time.monotonic()
            for here, there in ((0, 1), (1, 0)):
                queue = self._under_way[here]
                with contextlib.suppress(BlockingIOError):
                    for _ in range(256):
                        queue.append((now + self._delay, os.read(self._ends[here], 1 << 16)))
                while queue and queue[0][0] <= now:
                    packet = queue.popleft()[1]
                    with contextlib.suppress(OSError):  # the other device is down: the packet is lost
                        os.write(self._ends[there], packet)


def size(count):
    """4,194,304 as '4.19 MB'."""
    return f"{count / 1e6:.2f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
