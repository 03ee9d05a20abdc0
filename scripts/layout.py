#!/usr/bin/env python3
"""The house rules that no compiler knows: scripts/check calls this in the root; any line printed is a breach.

floors:   a file includes only its own floor and those below it, by paths that begin at the root
outside:  the three lower floors do no I/O, ask no clock, draw no random number and start no thread
names:    no two sources of one floor have the same file name (each program's main.cpp excepted)
top:      nothing else lies at the top level
"""
import os
import re
import sys

FLOORS = ["core", "events", "projections", "adapters", "apps"]
TOP = set(FLOORS) | {"tests", "scripts", "CMakeLists.txt", "CMakePresets.json", "LICENSE", "CHANGELOG.md", "README.md"}
IGNORED = {"build", "var"}  # made by the scripts, never committed
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')
OUTSIDE = re.compile(
    r"(thread|jthread|mutex|shared_mutex|future|condition_variable|stop_token|random|fstream|iostream|filesystem|ctime|unistd\.h|"
    r"sys/.*|netinet/.*|fcntl\.h|libpq-fe\.h|pqxx/.*|librdkafka/.*|boost/(asio|beast|random|filesystem|process)(/.*|\.hpp)|"
    r"openssl/rand\.h)")
CALLS = re.compile(r"(\b\w*clock\s*::\s*now|\bgetenv|\bgettimeofday|\bclock_gettime|\bRAND_bytes|\bfopen)\s*\(")


def sources(floor):
    for folder, folders, names in os.walk(floor):
        folders[:] = sorted(f for f in folders if f not in ("node_modules", "build"))
        for name in sorted(names):
            if name.endswith((".hpp", ".cpp", ".h", ".ipp")):
                yield os.path.join(folder, name)


def include_breach(floor, quote, target):
    first = target.split("/")[0]
    if first in FLOORS and "/" in target:
        if quote == "<":
            return 'our own headers are included as "..."'
        if floor != "tests" and FLOORS.index(first) > FLOORS.index(floor):
            return f"{floor} may not include {first}, a floor above it"
    elif quote == '"' and not (floor == "tests" and first == "tests"):
        return "our own headers are included by their path from the root"
    elif floor in FLOORS[:3] and OUTSIDE.fullmatch(target):
        return f"{floor} does no I/O and has no clock, chance or thread: that belongs to adapters or apps"
    return None


def file_breaches(path, floor):
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            if found := INCLUDE.match(line):
                if why := include_breach(floor, *found.groups()):
                    yield f"{path}:{number}: includes {found[2]}: {why}"
            elif floor in FLOORS[:3] and (found := CALLS.search(line.split("//")[0])):
                yield f"{path}:{number}: calls {found[1]}: {floor} has no clock, environment, chance or files; pass the value in"


def breaches():
    for name in sorted(set(os.listdir(".")) - TOP - IGNORED):
        if not name.startswith("."):
            yield f"{name}: does not belong at the top level ({', '.join(sorted(TOP))} and dotfiles do)"
    for floor in FLOORS + ["tests"]:
        seen = {}
        for path in sources(floor):
            yield from file_breaches(path, floor)
            name = os.path.basename(path)
            if name != "main.cpp" and seen.setdefault(name, path) != path:
                yield f"{path}: the same file name as {seen[name]}; a name is used once on a floor"


if __name__ == "__main__":
    found = list(breaches())
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
