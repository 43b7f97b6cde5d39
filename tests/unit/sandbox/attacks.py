"""Attacks on a worker whose guards at the door were waved through: every name ticked, only the kernel in the way.

Run as `python attacks.py WORKDIR`; prints a JSON object of attack to outcome. Needs the standard library only, so that
it can run as an ordinary user in whatever Python that user may start.
"""

# ruff: noqa: PTH111, PTH112, PTH208, T201

import json
import os
import pickle
import resource
import socket
import sys
import threading
from pathlib import Path

CALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def call(number, *arguments):
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(word) for word in arguments]) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
"""

ATTACKS = {
    "run a command": "if os.system('touch {project}/pwned') != 0: raise PermissionError('nothing ran')",
    "run a program": "import subprocess; subprocess.run(['/bin/true'])",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {{}})",
    "replace itself": "os.execv('/bin/true', ['true'])",
    "read the project": "open('{project}/secret.txt').read()",
    "list the project": "os.listdir('{project}')",
    "read a key of the home folder": "open('{home}/.ssh/id_ed25519').read()",
    "list the real home folder": "os.listdir(os.path.expanduser('{real_home}'))",
    "read the other worker's copy": "open('{other}').read()",
    "list the folder of temporary files": "os.listdir('{temporary}')",
    "read the repository": "os.listdir('{repository}')",
    "read /etc/passwd": "open('/etc/passwd').read()",
    "read /etc/shadow": "open('/etc/shadow').read()",
    "list the root": "os.listdir('/')",
    "write into the project": "open('{project}/pwned', 'w')",
    "write the secret": "open('{project}/secret.txt', 'a')",
    "write our own code": "open('{package}/domain/isolation.py', 'a')",
    "empty by reading": "os.open('{project}/secret.txt', os.O_RDONLY | os.O_TRUNC)",
    "empty by name": "os.truncate('{project}/secret.txt', 0)",
    "delete": "os.unlink('{project}/secret.txt')",
    "move out": "os.rename('{project}/secret.txt', 'mine')",
    "link in": "os.link('{project}/secret.txt', 'mine')",
    "symbolic link": "os.symlink('{project}/secret.txt', 'mine'); open('mine').read()",
    "make a folder": "os.mkdir('{project}/pwned')",
    "change the mode": "os.chmod('{project}/secret.txt', 0o777)",
    "change the times": "os.utime('{project}/secret.txt', (0, 0))",
    "change the owner": "os.chown('{project}/secret.txt', os.getuid(), -1)",
    "change an attribute": "os.setxattr('{project}/secret.txt', 'user.pwned', b'1')",
    "named pipe": "os.mkfifo('pipe')",
    "parent's environment": "open('/proc/{parent}/environ').read()",
    "parent's memory": "open('/proc/{parent}/mem', 'r+b')",
    "parent's files": "os.listdir('/proc/{parent}/fd')",
    "own process folder": "open('/proc/self/environ').read()",
    "connect": "import socket; socket.create_connection(('127.0.0.1', {port}))",
    "datagram": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "unix socket": "import socket; socket.socket(socket.AF_UNIX).connect('{project}/listening')",
    "abstract socket": "import socket; socket.socket(socket.AF_UNIX).connect('\\0{abstract}')",
    "netlink": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "socket pair": "import socket; socket.socketpair()",
    "resolve a name": "import socket; socket.getaddrinfo('example.invalid', 80)",
    "signal the parent": "os.kill({parent}, 0)",
    "signal everyone": "os.kill(-1, 0)",
    "signal the group": "os.kill(0, 0)",
    "trace the parent": "{call}call({ptrace}, 0x4206, {parent}, 0, 0)",
    "read the parent's memory": "{call}call({process_vm_readv}, {parent}, 0, 0, 0, 0, 0)",
    "handle on the parent": "os.pidfd_open({parent})",
    "limit the parent": "import resource; resource.prlimit({parent}, resource.RLIMIT_CPU, (1, 1))",
    "pin the parent": "os.sched_setaffinity({parent}, {{0}})",
    "slow the parent": "os.setpriority(os.PRIO_PROCESS, {parent}, 19)",
    "own a pipe's signals": "import fcntl; r, w = os.pipe(); fcntl.fcntl(r, fcntl.F_SETOWN, {parent})",
    "fork": "os.fork() == 0 and os._exit(0)",
    "multiprocessing": "import multiprocessing as m; m.get_context('spawn').Process(target=print).start()",
    "clone without a thread": "{call}call({clone}, 17, 0, 0, 0, 0) or os._exit(0)",
    "clone3": "{call}call(435, 0, 0)",
    "unshare": "{call}call({unshare}, 0x10000000)",
    "mount": "{call}call({mount}, 0, 0, 0, 0, 0)",
    "program without a file": "{call}call({memfd_create}, id('x'), 0)",
    "io_uring": "{call}call(425, 1, 0)",
    "bpf": "{call}call({bpf}, 0, 0, 0)",
    "keys": "{call}call({keyctl}, 0, -3, 0)",
    "perf": "{call}call({perf_event_open}, 0, 0, -1, -1, 0)",
    "userfaultfd": "{call}call({userfaultfd}, 0)",
    "shared memory": "{call}call({shmget}, 0, 4096, 0o1600)",
    "a newer call": "{call}call(452, 0, 0, 0, 0)",
    "outlive the parent": "{call}\nif libc.prctl(1, 0, 0, 0, 0): raise PermissionError(ctypes.get_errno())",
    "more memory": "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "become another user": "os.setuid(12345)",
}
X32_ATTACKS = {"x32 socket": "{call}call(0x40000000 | 41, 2, 1, 0)"}
ALLOWED = {
    "threads": "import threading; t = threading.Thread(target=str); t.start(); t.join()",
    "own folder": "os.mkdir('d'); open('d/f', 'w').write('x'); os.rename('d/f', 'd/g'); os.unlink('d/g')",
    "temporary file": "import tempfile; tempfile.NamedTemporaryFile().write(b'x')",
    "import of a library": "import sqlite3, decimal, ssl",
    "signal itself": "os.kill(os.getpid(), 0)",
}
NUMBERS = {
    "x86_64": "ptrace=101 process_vm_readv=310 clone=56 unshare=272 mount=165 memfd_create=319 bpf=321 keyctl=250 "
    "perf_event_open=298 userfaultfd=323 shmget=29",
    "aarch64": "ptrace=117 process_vm_readv=270 clone=220 unshare=97 mount=40 memfd_create=279 bpf=280 keyctl=219 "
    "perf_event_open=241 userfaultfd=282 shmget=194",
}


class Script:
    """A pickle that runs Python text when it is loaded by someone who admits `builtins.exec`."""

    def __init__(self, text):
        self.text = text

    def __reduce__(self):
        return exec, (self.text, {})


def script(code):
    """Bytes of a pickle that tries `code` and prints what came of it."""
    body = "\n".join("    " + line for line in ("import os\n" + code).splitlines())
    return pickle.dumps(
        Script(
            f"try:\n{body}\nexcept BaseException as error:\n    print('held', type(error).__name__, str(error)[:80])\n"
            "else:\n    print('done')\n"
        )
    )


def main(work):
    from readiness.sandbox.worker import Worker

    project, home = work / "project", work / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "id_ed25519").write_text("key")
    project.mkdir()
    (project / "secret.txt").write_text("secret")
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: [listener.accept() for _ in range(9)], daemon=True).start()
    named = socket.socket(socket.AF_UNIX)
    named.bind(str(project / "listening"))
    named.listen()
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0readiness-test-{os.getpid()}")
    abstract.listen()
    machine = os.uname().machine
    attacks = {**ATTACKS, **(X32_ATTACKS if machine == "x86_64" else {})}
    package = Path(sys.modules["readiness"].__file__).parent
    with Worker({"m": project / "secret.txt"}) as other:
        words = {
            "project": project,
            "home": home,
            "real_home": os.path.expanduser("~") if os.path.isdir(os.path.expanduser("~")) else "/root",
            "other": other._folder.inside / "m",
            "temporary": other._folder.root.parent,
            "repository": package.parent,
            "package": package,
            "parent": os.getpid(),
            "port": listener.getsockname()[1],
            "abstract": f"readiness-test-{os.getpid()}",
            "call": CALL,
            **dict(pair.split("=") for pair in NUMBERS[machine].split()),
        }
        print(json.dumps(battle(work, {**attacks, **ALLOWED}, words, project)))


def battle(work, attacks, words, project):
    from readiness.sandbox.worker import Worker

    files, outcome = {}, {}
    before = state(project)
    for number, code in enumerate(attacks.values()):
        files[f"{number}.pkl"] = work / f"{number}.pkl"
        files[f"{number}.pkl"].write_bytes(script(code.format(**words)))
    with Worker(files, admitted=frozenset({"builtins.exec"})) as worker:
        for number, name in enumerate(attacks):
            arguments = {"path": f"{number}.pkl", "format": "pickle"}
            outcome[name] = worker.call("readiness.sandbox.model_host:load", arguments).printed.strip()
        isolation = worker.isolation
    return {
        "user": os.geteuid(),
        "outcome": outcome,
        "isolated": isolation.isolated,
        "weaknesses": isolation.weaknesses,
        "guards": [[guard.name, guard.in_force, guard.detail] for guard in isolation.guards],
        "untouched": before == state(project),
    }


def state(project):
    """All that the attacks try to change."""
    secret = project / "secret.txt"
    status = [(path.stat().st_mtime_ns, path.stat().st_mode) for path in (project, secret)]
    limits = resource.getrlimit(resource.RLIMIT_CPU), os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)
    return status, secret.read_text(), sorted(os.listdir(project)), limits


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[2])
    main(Path(sys.argv[1]))
