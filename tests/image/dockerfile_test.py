"""The Dockerfile is held to what it names: files that it is sent, packages that it installs, flags that it uses."""

import pathlib
import re
import subprocess
import unittest

from tests.image import packages

DOCKERFILE = pathlib.Path("deploy/docker/Dockerfile").read_text(encoding="utf-8")
SENT = pathlib.Path(".dockerignore").read_text(encoding="utf-8")
# The labels of every file that the programs are built from, such as "//libs/civil:clock.h".
SOURCES = pathlib.Path("deploy/docker/sources").read_text(encoding="utf-8").split()


def instructions():
    """(word, rest) of each instruction, on one line."""
    text = re.sub(r"(?m)^#.*\n", "", DOCKERFILE).replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]


def is_sent(path):
    """Whether .dockerignore lets the file through. Its form is the plainest: nothing but what is named."""
    lines = [line for line in SENT.splitlines() if line and not line.startswith("#")]
    if lines[0] != "*" or not all(line.startswith("!") for line in lines[1:]):
        raise ValueError(".dockerignore is more than a list of what is sent")
    return any(path == line[1:] or path.startswith(line[1:] + "/") for line in lines[1:])


class Dockerfile(unittest.TestCase):

    def test_is_sent_every_source_of_the_programs(self):
        ours = [label.removeprefix("//").replace(":", "/").lstrip("/")
                for label in SOURCES if label.startswith("//")]
        self.assertGreater(len(ours), 500)
        self.assertEqual([path for path in ours if not is_sent(path)], [])
        # Those of other repositories lie here: see WORKSPACE.
        self.assertTrue(is_sent("third_party/system/BUILD.bazel"))
        for path in (".bazelrc", "WORKSPACE", "LICENSE", "deploy/docker/rootfs.sh"):
            self.assertTrue(is_sent(path), path)

    def test_is_not_sent_what_may_be_secret(self):
        for path in (".git/config", ".local/secrets/keyring", ".bazelrc.user", "keyring", "deploy/kubernetes/keyring"):
            self.assertFalse(is_sent(path), path)

    def test_copies_what_is_there(self):
        copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY"]
        self.assertEqual(copied, [["deploy/packages.txt"], ["."], ["--from=build", "/rootfs/"]])
        self.assertTrue(is_sent("deploy/packages.txt"))

    def test_installs_packages_before_it_takes_sources(self):
        words = [(word, rest) for word, rest in instructions() if word in ("COPY", "RUN")]
        first = next(i for i, (word, rest) in enumerate(words) if "apt-get install" in rest)
        self.assertLess(first, words.index(("COPY", ". /src")))

    def test_installs_what_builds_and_what_runs_and_no_more(self):
        self.assertEqual(packages.installed(), packages.section("build") + packages.section("run"))
        self.assertIn("tzdata", packages.section("run"))
        self.assertNotIn("postgresql-15", packages.installed())

    def test_makes_the_root_by_the_script_that_build_sh_uses(self):
        run = next(rest for word, rest in instructions() if word == "RUN" and "bazel build" in rest)
        self.assertIn("bazel build --config=release", run)
        self.assertIn("//deploy/docker:rootfs", run)
        script = re.search(r"deploy/docker/rootfs.sh( --\w+ \S+)+", run).group(0).split()
        self.assertTrue(pathlib.Path(script[0]).exists())
        said = subprocess.run([script[0], "--help"], capture_output=True, text=True, check=True).stdout
        for flag in script[1::2]:
            self.assertIn(f"      {flag} ", said)
        self.assertIn(("COPY", f"--from=build {script[-1]}/ /"), instructions())

    def test_ends_with_a_stage_of_nothing_but_that_root(self):
        stages = [i for i, (word, _) in enumerate(instructions()) if word == "FROM"]
        last = instructions()[stages[-1]:]
        self.assertEqual(last[0], ("FROM", "scratch"))
        self.assertEqual([word for word, _ in last if word in ("ADD", "COPY", "RUN")], ["COPY"])
        # By this line build.sh finds it.
        self.assertEqual(DOCKERFILE.count("\nFROM scratch\n"), 1)


if __name__ == "__main__":
    unittest.main()
