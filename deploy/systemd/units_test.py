"""The units, installed by the commands of docs/operations.md and looked at by systemd's own tools, which need no
running systemd.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

from deploy.kubernetes.checks import flags

SERVICES = ("frontdesk", "frontdesk-migrate", "frontdesk-purge", "frontdesk-sync")
TIMERS = ("frontdesk-purge", "frontdesk-sync")
# Tenths of what systemd-analyze counts, from 0, shut, to 100, open; a service that has a network has some.
EXPOSURE = 15
DRAIN_SECONDS = 66  # services/frontdesk/main.cc: one, four times ten and 25


def documented(name):
    with open("docs/operations.md", encoding="utf-8") as page:
        return re.search(rf"<!-- test: {name} -->\n```sh\n(.*?)```", page.read(), re.DOTALL).group(1)


def settings(text):
    """The settings of a unit or of an EnvironmentFile, as pairs in their order."""
    lines = (line for line in text.splitlines() if line and not line.startswith(("#", "[")))
    return [tuple(line.split("=", 1)) for line in lines]


def problems(units, environment):
    """Variables that a unit's program does not know or misses. `units`: texts by name."""
    shared = {name for name, _ in settings(environment)}
    operator = flags.frontdeskctl_variables()
    frontdesk = flags.flags_of("frontdesk")
    for name in sorted(shared - operator - frontdesk.known):
        yield f"nobody knows {name} of frontdesk.env"
    for name, text in sorted(units.items()):
        pairs = settings(text)
        told = {value.split("=", 1)[0] for key, value in pairs if key == "Environment"}
        known = frontdesk.known if name == "frontdesk" else operator
        for each in sorted(told - known):
            yield f"{name} does not know {each}"
        if name == "frontdesk":
            for each in sorted(frontdesk.required - told - shared):
                yield f"{name} is not told {each}"


class Units(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])
        checkout = tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])
        os.symlink(os.path.abspath("deploy"), f"{checkout}/deploy")
        shutil.copy("services/frontdesk/frontdesk", checkout)
        shutil.copy("tools/frontdeskctl/frontdeskctl", checkout)
        for secret in ("app", "operator", "migrate"):
            with open(f"{checkout}/database-url-{secret}", "w", encoding="utf-8") as file:
                file.write("postgresql://user@db.example/frontdesk\n")
        for block in ("secrets of systemd", "install with systemd"):
            subprocess.run(["sh", "-euc", "umask 077\n" + documented(block)], cwd=checkout, check=True, stdout=subprocess.DEVNULL,
                           env={"PATH": f"{checkout}:/usr/bin:/bin", "ROOT": cls.root})
        # What every machine with systemd has.
        shutil.copytree("/lib/systemd/system", f"{cls.root}/lib/systemd/system", symlinks=True,
                        ignore_dangling_symlinks=True)
        os.makedirs(f"{cls.root}/usr/bin")
        shutil.copy("/usr/bin/install", f"{cls.root}/usr/bin")
        cls.units = {}
        for name in SERVICES:
            with open(f"{cls.root}/etc/systemd/system/{name}.service", encoding="utf-8") as file:
                cls.units[name] = file.read()
        with open(f"{cls.root}/etc/frontdesk/frontdesk.env", encoding="utf-8") as file:
            cls.environment = file.read()

    def analyze(self, *words):
        done = subprocess.run(["systemd-analyze", f"--root={self.root}", "--no-pager", *words], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def verify(self, *names):
        return self.analyze("verify", *(f"{self.root}/etc/systemd/system/{name}" for name in names))

    def test_systemd_has_nothing_to_say_about_them(self):
        everything = [f"{name}.service" for name in SERVICES] + [f"{name}.timer" for name in TIMERS]
        self.assertEqual(self.verify(*everything), (0, ""))

    def test_a_word_that_systemd_does_not_know_would_be_seen(self):
        path = f"{self.root}/etc/systemd/system/wrong.service"
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.units["frontdesk-purge"] + "ProtectsHome=yes\n")
        self.addCleanup(os.remove, path)
        self.assertIn("Unknown key 'ProtectsHome'", self.verify("wrong.service")[1])

    def test_they_are_shut_as_far_as_they_can_be(self):
        for name in SERVICES:
            code, said = self.analyze("security", "--offline=true", f"--threshold={EXPOSURE}", f"{name}.service")
            self.assertEqual(code, 0, said)

    def test_without_the_hardening_they_would_not_be(self):
        path = f"{self.root}/etc/systemd/system/bare.service"
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.units["frontdesk"])
        self.addCleanup(os.remove, path)
        self.assertNotEqual(self.analyze("security", "--offline=true", f"--threshold={EXPOSURE}", "bare.service")[0], 0)

    def test_every_program_knows_what_it_is_told_and_is_told_what_it_needs(self):
        self.assertEqual(list(problems(self.units, self.environment)), [])

    def test_a_variable_that_nobody_knows_or_that_is_missing_is_seen(self):
        units = dict(self.units)
        units["frontdesk"] = units["frontdesk"].replace("FRONTDESK_KEYRING_FILE", "FRONTDESK_KEYRINGS_FILE")
        units["frontdesk-sync"] += "Environment=FRONTDESK_LOG_LEVEL=debug\n"
        self.assertEqual(list(problems(units, self.environment + "FRONTDESK_LISTENS=0.0.0.0:1\n")), [
            "nobody knows FRONTDESK_LISTENS of frontdesk.env", "frontdesk does not know FRONTDESK_KEYRINGS_FILE",
            "frontdesk is not told FRONTDESK_KEYRING_FILE", "frontdesk-sync does not know FRONTDESK_LOG_LEVEL"])

    def test_every_secret_is_installed_for_root_alone(self):
        loaded = {value.split(":", 1)[1] for text in self.units.values() for key, value in settings(text)
                  if key == "LoadCredential"}
        self.assertEqual(len(loaded), 6)
        for path in loaded:
            self.assertEqual(os.stat(self.root + path).st_mode & 0o7777, 0o600, path)

    def test_others_find_their_way_to_what_is_no_secret(self):
        for path in ("/usr/local/bin", "/usr/local/share/frontdesk/migrations", "/etc/frontdesk"):
            self.assertEqual(os.stat(self.root + path).st_mode & 0o7777, 0o755, path)

    def test_frontdesk_has_the_time_to_end_what_it_began(self):
        pairs = dict(settings(self.units["frontdesk"]))
        self.assertGreater(int(pairs["TimeoutStopSec"]), DRAIN_SECONDS)

    def test_timers_start_at_times_that_exist(self):
        for name in TIMERS:
            with open(f"{self.root}/etc/systemd/system/{name}.timer", encoding="utf-8") as file:
                when = dict(settings(file.read()))["OnCalendar"]
            subprocess.run(["systemd-analyze", "calendar", when], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    unittest.main()
