"""What deploy/docker/build.sh builds: its settings, and that nothing is in it but what belongs there."""

import os
import pathlib
import platform
import re
import subprocess
import unittest

from tests.image import archive, packages

TEMP = pathlib.Path(os.environ["TEST_TMPDIR"])
REVISION = "0123456789abcdef0123456789abcdef01234567"
TIME = 1700000000
PROGRAMS = {"availability", "booking", "frontdesk", "frontdeskctl", "gateway", "schedule_cache", "session"}
MIGRATIONS = pathlib.Path("deploy/postgres/migrations")
LIBRARIES = f"usr/lib/{platform.machine()}-linux-gnu"


def build(name, *options, **variables):
    """Runs build.sh and returns what it leaves; the programs are those of this test's build."""
    output = TEMP / name
    subprocess.run(
        ["deploy/docker/build.sh", "--built", ".", "--output", output, "--version", "1.4.0",
         "--revision", REVISION, *options],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(TIME), **variables}, check=True)
    return output


def setUpModule():
    global OUTPUT, IMAGE, FILES
    # What is set where it is built is none of the image's business.
    OUTPUT = build("first", FRONTDESK_DATABASE_URL_FILE="/made-up/canary")
    IMAGE = archive.Archive(OUTPUT / "frontdesk.tar")
    (FILES,) = IMAGE.layers


def _dynamic(path):
    """(interpreter, libraries that it names) of an ELF file; None for other files."""
    if not FILES.read(path).startswith(b"\x7fELF"):
        return None
    said = subprocess.run(["readelf", "--wide", "--program-headers", "--dynamic", OUTPUT / "rootfs" / path],
                          capture_output=True, text=True, check=True).stdout
    interpreter = re.search(r"Requesting program interpreter: ([^]]+)\]", said)
    return (interpreter and interpreter.group(1), re.findall(r"\(NEEDED\) .*\[(.*)\]", said))


def _owned(paths):
    """Those that a Debian package brings, some of them by the path before Debian moved /lib below /usr."""
    names = [f"/{path.removeprefix(prefix)}" for path in paths for prefix in ("", "usr/")]
    # It complains of those that nobody owns, and tells of the others.
    said = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False).stdout
    known = {line.rsplit(": ", 1)[-1] for line in said.splitlines()}
    return {path for path in paths if {f"/{path}", f"/{path.removeprefix('usr/')}"} & known}


def _versions():
    """{package: version}, as a scanner finds them."""
    versions = {}
    for path in FILES.members:
        if path.startswith("var/lib/dpkg/status.d/"):
            record = FILES.read(path).decode()
            name = re.search("^Package: (.*)", record).group(1)
            versions[name] = re.search("(?m)^Version: (.*)$", record).group(1)
    return versions


class Settings(unittest.TestCase):

    def test_run_as_a_user_without_rights(self):
        self.assertEqual(IMAGE.config["config"]["User"], "10001:10001")
        self.assertIn(b"\nfrontdesk:x:10001:10001::/home/frontdesk:", FILES.read("etc/passwd"))
        self.assertIn(b"\nfrontdesk:x:10001:", FILES.read("etc/group"))

    def test_start_the_one_process_unless_told_otherwise(self):
        config = IMAGE.config["config"]
        self.assertEqual(config["Cmd"], ["frontdesk"])
        self.assertNotIn("Entrypoint", config)  # so that a pod's command is the whole command
        self.assertEqual(config["WorkingDir"], "/")

    def test_hold_no_variables_but_these(self):
        self.assertEqual(IMAGE.config["config"]["Env"], [
            "PATH=/usr/local/bin:/usr/bin",
            "HOME=/home/frontdesk",
            "FRONTDESK_MIGRATIONS_DIR=/usr/share/frontdesk/migrations",
        ])

    def test_say_what_it_is_and_of_which_sources(self):
        labels = IMAGE.config["config"]["Labels"]
        self.assertEqual(labels["org.opencontainers.image.title"], "Frontdesk")
        self.assertEqual(labels["org.opencontainers.image.version"], "1.4.0")
        self.assertEqual(labels["org.opencontainers.image.revision"], REVISION)
        self.assertEqual(labels["org.opencontainers.image.licenses"], "MIT")
        self.assertEqual(IMAGE.index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"],
                         "frontdesk:1.4.0")

    def test_are_the_same_when_it_is_built_again(self):
        again = archive.Archive(build("second") / "frontdesk.tar")
        self.assertEqual(again.digest, IMAGE.digest)


class Root(unittest.TestCase):

    def test_is_unpacked_beside_the_archive_as_it_is(self):
        root = OUTPUT / "rootfs"
        found = {str(path.relative_to(root)) for path in root.rglob("*")}
        self.assertEqual(found, set(FILES.members) - {""})
        for path, member in FILES.members.items():
            place = root / path
            self.assertEqual(place.lstat().st_mode & 0o7777, member.mode & 0o7777, path)
            if member.issym():
                self.assertEqual(os.readlink(place), member.linkname)
            elif member.isfile():
                self.assertEqual(place.read_bytes(), FILES.read(path), path)

    def test_belongs_to_root_and_nobody_else_may_write(self):
        for path, member in FILES.members.items():
            with self.subTest(path):
                self.assertEqual((member.uid, member.gid), (0, 0))
                self.assertTrue(member.isfile() or member.isdir() or member.issym())
                if not member.issym():
                    self.assertEqual(member.mode & 0o7022, 0, "set-id, sticky or writable")
                self.assertEqual(member.mtime, TIME)

    def test_has_nothing_to_run_but_the_programs_and_one_of_coreutils(self):
        found = {path for path in FILES.members
                 if re.match(r"(usr/)?(local/)?s?bin/.", path) and not FILES.members[path].isdir()}
        self.assertEqual(found, {f"usr/local/bin/{name}" for name in PROGRAMS} |
                         {"usr/bin/sleep"})
        shells = re.compile(r"(.*/)?(ba|da|z|k|a|c|tc)?sh|(.*/)?(busybox|perl.*|python.*|env|apt.*|dpkg)")
        self.assertEqual([path for path, member in FILES.members.items()
                          if member.isfile() and shells.fullmatch(path)], [])

    def test_has_every_library_and_none_that_nobody_needs(self):
        needed = set()
        for path, member in FILES.members.items():
            dynamic = _dynamic(path) if member.isfile() else None
            if dynamic is None:
                continue
            interpreter, libraries = dynamic
            for each in libraries:
                needed.add(FILES.resolve(f"{LIBRARIES}/{each}"))
            if interpreter:
                needed.add(FILES.resolve(interpreter))
        found = {path for path, member in FILES.members.items()
                 if member.isfile() and re.search(r"\.so(\.|$)", path)}
        self.assertGreater(len(found), 50)
        self.assertEqual(found, needed)

    def test_has_no_link_that_leads_nowhere(self):
        for path, member in FILES.members.items():
            if member.issym():
                FILES.resolve(path)  # else KeyError

    def test_has_no_file_that_is_neither_debians_nor_ours(self):
        ours = {f"usr/local/bin/{name}" for name in PROGRAMS}
        ours |= {f"usr/share/frontdesk/migrations/{path.name}" for path in MIGRATIONS.glob("V*.sql")}
        ours |= {f"etc/{name}" for name in ("group", "hostname", "hosts", "nsswitch.conf", "passwd", "resolv.conf")}
        ours |= {"etc/ssl/certs/ca-certificates.crt", "usr/lib/ssl/cert.pem", "usr/lib/ssl/certs",
                 "home/frontdesk/.postgresql/root.crt", "usr/share/doc/frontdesk/copyright"}
        found = {path for path, member in FILES.members.items() if not member.isdir()}
        self.assertLessEqual(ours, found)
        for record in (path for path in found if path.startswith("var/lib/dpkg/status.d/")):
            ours |= {record, f"usr/share/doc/{record.rsplit('/', 1)[-1]}/copyright"}
        self.assertEqual(found - ours - _owned(found - ours), set())

    def test_trusts_whom_debian_trusts_wherever_it_is_looked_for(self):
        bundle = FILES.read("etc/ssl/certs/ca-certificates.crt")
        authorities = sorted(pathlib.Path("/usr/share/ca-certificates/mozilla").glob("*.crt"))
        self.assertEqual(bundle, b"".join(path.read_bytes() for path in authorities))
        self.assertGreater(bundle.count(b"BEGIN CERTIFICATE"), 100)
        for place in ("usr/lib/ssl/cert.pem", "home/frontdesk/.postgresql/root.crt"):
            self.assertEqual(FILES.read(place), bundle, place)

    def test_knows_the_time_in_every_zone(self):
        zones = pathlib.Path("/usr/share/zoneinfo/tzdata.zi").read_text(encoding="ascii").splitlines()
        names = [line.split()[1] for line in zones if line.startswith("Z ")]
        names += [line.split()[2] for line in zones if line.startswith("L ")]
        self.assertIn("Australia/Lord_Howe", names)
        for name in names:
            self.assertTrue(FILES.read(f"usr/share/zoneinfo/{name}").startswith(b"TZif"), name)

    def test_holds_no_key(self):
        for path, member in FILES.members.items():
            if member.isfile() and not FILES.read(path).startswith(b"\x7fELF"):
                self.assertNotIn(b"PRIVATE KEY", FILES.read(path), path)

    def test_tells_scanners_the_version_of_every_package(self):
        self.assertIn(b"ID=debian\n", FILES.read("etc/os-release"))
        self.assertTrue(FILES.read("etc/debian_version").startswith(b"12"))
        versions = _versions()
        for name in ("libssl3", "libgrpc29", "libc6", "libpq5", "tzdata", "ca-certificates", "coreutils"):
            installed = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name],
                                       capture_output=True, text=True, check=True).stdout
            self.assertEqual(versions.get(name), installed)
        for name in versions:
            licence = f"usr/share/doc/{name}/copyright"
            self.assertEqual(licence in FILES.members, pathlib.Path("/", licence).exists(), licence)

    def test_takes_files_only_from_packages_that_the_dockerfile_installs(self):
        known = packages.with_what_they_need(packages.installed())
        self.assertGreater(len(_versions()), 30)
        self.assertEqual(set(_versions()) - known, set())

    def test_is_small(self):
        sizes = {True: 0, False: 0}
        for path, member in FILES.members.items():
            sizes[path.startswith("usr/local/bin/")] += member.size
        self.assertLess(sizes[False], 90e6)
        self.assertLess(sizes[True], 120e6)  # of a test's build; for release it is a fifth of that


class BuildScript(unittest.TestCase):

    def _run(self, *words):
        return subprocess.run(["deploy/docker/build.sh", *words], capture_output=True, text=True, check=False)

    def test_explains_itself(self):
        self.assertIn("--output DIR", self._run("--help").stdout)
        refused = self._run("--versoin", "1")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("unknown argument '--versoin'", refused.stderr)

    def test_leaves_what_was_there_where_it_cannot_build(self):
        failed = self._run("--built", TEMP, "--output", OUTPUT)
        self.assertEqual(failed.returncode, 1)
        self.assertIn("there is no program at", failed.stderr)
        self.assertEqual(sorted(path.name for path in OUTPUT.iterdir()), ["frontdesk.tar", "rootfs"])


if __name__ == "__main__":
    unittest.main()
