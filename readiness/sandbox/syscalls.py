"""System calls that a locked worker is refused, with their numbers on x86_64 and on aarch64."""

from __future__ import annotations

from typing import NamedTuple

LAST_KNOWN_CALL = 451
"""Calls with a higher number are newer than this table and are answered "not implemented"."""


class CallNumber(NamedTuple):
    """Numbers of one system call; None where the architecture never had it."""

    x86_64: int | None
    aarch64: int | None


NETWORK_CALLS = {
    "socket": CallNumber(41, 198),
    "socketpair": CallNumber(53, 199),
    "connect": CallNumber(42, 203),
    "bind": CallNumber(49, 200),
    "listen": CallNumber(50, 201),
    "accept": CallNumber(43, 202),
    "accept4": CallNumber(288, 242),
    "sendto": CallNumber(44, 206),
    "sendmsg": CallNumber(46, 211),
    "sendmmsg": CallNumber(307, 269),
}

PROCESS_CALLS = {
    "execve": CallNumber(59, 221),
    "execveat": CallNumber(322, 281),
    "fork": CallNumber(57, None),
    "vfork": CallNumber(58, None),
    "uselib": CallNumber(134, None),
}

OTHER_PROCESS_CALLS = {
    "ptrace": CallNumber(101, 117),
    "process_vm_readv": CallNumber(310, 270),
    "process_vm_writev": CallNumber(311, 271),
    "process_madvise": CallNumber(440, 440),
    "process_mrelease": CallNumber(448, 448),
    "kcmp": CallNumber(312, 272),
    "pidfd_open": CallNumber(434, 434),
    "pidfd_getfd": CallNumber(438, 438),
    "pidfd_send_signal": CallNumber(424, 424),
    "tkill": CallNumber(200, 130),
    "rt_sigqueueinfo": CallNumber(129, 138),
    "rt_tgsigqueueinfo": CallNumber(297, 240),
    "setpriority": CallNumber(141, 140),
    "sched_setscheduler": CallNumber(144, 119),
    "sched_setparam": CallNumber(142, 118),
    "sched_setattr": CallNumber(314, 274),
    "ioprio_set": CallNumber(251, 30),
    "migrate_pages": CallNumber(256, 238),
    "move_pages": CallNumber(279, 239),
}

# Landlock watches what is opened, not what is done to a name: without these a worker that owns a file could still
# change its mode, owner, times or attributes.
FILE_ATTRIBUTE_CALLS = {
    "chmod": CallNumber(90, None),
    "fchmod": CallNumber(91, 52),
    "fchmodat": CallNumber(268, 53),
    "chown": CallNumber(92, None),
    "lchown": CallNumber(94, None),
    "fchown": CallNumber(93, 55),
    "fchownat": CallNumber(260, 54),
    "setxattr": CallNumber(188, 5),
    "lsetxattr": CallNumber(189, 6),
    "fsetxattr": CallNumber(190, 7),
    "removexattr": CallNumber(197, 14),
    "lremovexattr": CallNumber(198, 15),
    "fremovexattr": CallNumber(199, 16),
    "utime": CallNumber(132, None),
    "utimes": CallNumber(235, None),
    "utimensat": CallNumber(280, 88),
    "futimesat": CallNumber(261, None),
    "truncate": CallNumber(76, 45),
    "mknod": CallNumber(133, None),
    "mknodat": CallNumber(259, 33),
    "open_by_handle_at": CallNumber(304, 265),
    "name_to_handle_at": CallNumber(303, 264),
    "fanotify_init": CallNumber(300, 262),
    "inotify_init": CallNumber(253, None),
    "inotify_init1": CallNumber(294, 26),
}

# Memory that RLIMIT_AS does not count, and queues that outlive the process.
MEMORY_CALLS = {
    "memfd_create": CallNumber(319, 279),
    "memfd_secret": CallNumber(447, 447),
    "shmget": CallNumber(29, 194),
    "shmat": CallNumber(30, 196),
    "msgget": CallNumber(68, 186),
    "semget": CallNumber(64, 190),
    "mq_open": CallNumber(240, 180),
}

KERNEL_CALLS = {
    "unshare": CallNumber(272, 97),
    "setns": CallNumber(308, 268),
    "mount": CallNumber(165, 40),
    "umount2": CallNumber(166, 39),
    "pivot_root": CallNumber(155, 41),
    "chroot": CallNumber(161, 51),
    "open_tree": CallNumber(428, 428),
    "move_mount": CallNumber(429, 429),
    "fsopen": CallNumber(430, 430),
    "fsconfig": CallNumber(431, 431),
    "fsmount": CallNumber(432, 432),
    "fspick": CallNumber(433, 433),
    "mount_setattr": CallNumber(442, 442),
    "bpf": CallNumber(321, 280),
    "perf_event_open": CallNumber(298, 241),
    "userfaultfd": CallNumber(323, 282),
    "io_uring_setup": CallNumber(425, 425),
    "io_uring_enter": CallNumber(426, 426),
    "io_uring_register": CallNumber(427, 427),
    "io_setup": CallNumber(206, 0),
    "io_submit": CallNumber(209, 2),
    "keyctl": CallNumber(250, 219),
    "add_key": CallNumber(248, 217),
    "request_key": CallNumber(249, 218),
    "swapon": CallNumber(167, 224),
    "swapoff": CallNumber(168, 225),
    "reboot": CallNumber(169, 142),
    "kexec_load": CallNumber(246, 104),
    "kexec_file_load": CallNumber(320, 294),
    "init_module": CallNumber(175, 105),
    "finit_module": CallNumber(313, 273),
    "delete_module": CallNumber(176, 106),
    "quotactl": CallNumber(179, 60),
    "quotactl_fd": CallNumber(443, 443),
    "acct": CallNumber(163, 89),
    "syslog": CallNumber(103, 116),
    "settimeofday": CallNumber(164, 170),
    "clock_settime": CallNumber(227, 112),
    "clock_adjtime": CallNumber(305, 266),
    "adjtimex": CallNumber(159, 171),
    "sethostname": CallNumber(170, 161),
    "setdomainname": CallNumber(171, 162),
    "iopl": CallNumber(172, None),
    "ioperm": CallNumber(173, None),
    "modify_ldt": CallNumber(154, None),
    "personality": CallNumber(135, 92),
    "vhangup": CallNumber(153, 58),
    "capset": CallNumber(126, 91),
}

REFUSED_CALLS = {
    **NETWORK_CALLS,
    **PROCESS_CALLS,
    **OTHER_PROCESS_CALLS,
    **FILE_ATTRIBUTE_CALLS,
    **MEMORY_CALLS,
    **KERNEL_CALLS,
}
"""Calls answered "not permitted" whatever their arguments."""

UNIMPLEMENTED_CALLS = {
    "clone3": CallNumber(435, 435),
    "openat2": CallNumber(437, 437),
}
"""Calls whose arguments lie behind a pointer, where a filter cannot look; libraries fall back on the older call."""

JUDGED_CALLS = {
    "open": CallNumber(2, None),
    "openat": CallNumber(257, 56),
    "clone": CallNumber(56, 220),
    "kill": CallNumber(62, 129),
    "tgkill": CallNumber(234, 131),
    "prlimit64": CallNumber(302, 261),
    "sched_setaffinity": CallNumber(203, 122),
    "prctl": CallNumber(157, 167),
    "fcntl": CallNumber(72, 25),
}
"""Calls that are allowed or refused by their arguments."""
