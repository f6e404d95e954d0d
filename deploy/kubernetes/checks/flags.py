"""The flags of each program, as its source declares them: a variable that no program knows would be passed
over without a word.
"""

import dataclasses
import re

SHARED = ("libs/service/flags.cc", "libs/service/grpc_flags.cc", "gateway/flags.cc",
          "services/booking/config.cc", "services/schedule_cache/config.cc")
# Where each program's own flags are, and the function that declares them.
PROGRAMS = {
    "gateway": ("gateway/config.cc", "GatewayConfig::Load"),
    "availability": ("services/availability/main.cc", "Run"),
    "booking": ("services/booking/config.cc", "BookingConfig::Load"),
    "schedule_cache": ("services/schedule_cache/config.cc", "ScheduleCacheConfig::Load"),
    "session": ("services/session/config.cc", "SessionConfig::Load"),
    "frontdesk": ("services/frontdesk/config.cc", "FrontdeskConfig::Load"),
}
FRONTDESKCTL = ("tools/frontdeskctl/frontdeskctl.cc", "tools/frontdeskctl/migrate_command.cc",
                "tools/frontdeskctl/purge_command.cc")

_FUNCTION = re.compile(r"^[A-Za-z][^\n;{}()]*?\b((?:\w+::)?\w+)\((?:[^;{}]*)\)(?: const)? \{\n(.*?)^\}",
                       re.MULTILINE | re.DOTALL)
_FLAG = re.compile(r'"--([a-z][a-z-]*)"')
_CALL = re.compile(r'\b(Add\w+)\(app(?:, "([a-z-]+)")?')
_LISTEN = re.compile(r'add_listen\("([a-z-]+)"')


@dataclasses.dataclass
class Flags:
    known: set
    required: set


def variable(flag):
    return "FRONTDESK_" + flag.upper().replace("-", "_")


def _functions(path):
    with open(path, encoding="utf-8") as source:
        return dict(_FUNCTION.findall(source.read()))


def _declared(body, shared):
    flags = Flags(set(), set())
    for statement in body.split(";"):
        names = {name for name in _FLAG.findall(statement)} | {f"{name}-listen" for name in _LISTEN.findall(statement)}
        flags.known |= names
        if "->required()" in statement:
            flags.required |= names
        for function, argument in _CALL.findall(statement):
            if function == "AddPeerFlag":
                flags.known.add(f"{argument}-addr")
                flags.required.add(f"{argument}-addr")
            elif function in shared:
                inner = _declared(shared[function], shared)
                flags.known |= inner.known
                flags.required |= inner.required
    return flags


def flags_of(program):
    """Flags of a program, as their variables."""
    path, function = PROGRAMS[program]
    shared = {name: body for each in SHARED for name, body in _functions(each).items()}
    flags = _declared(_functions(path)[function], shared)
    return Flags({variable(each) for each in flags.known}, {variable(each) for each in flags.required})


def frontdeskctl_variables():
    """The variables that frontdeskctl's global flags and the commands that run here look at."""
    found = set()
    for path in FRONTDESKCTL:
        with open(path, encoding="utf-8") as source:
            found |= set(re.findall(r'envname\("(FRONTDESK_\w+)"\)', source.read()))
    return found
