"""The manifests ask of the image what it has: programs, user, migrations."""

import pathlib
import re
import unittest

from deploy.kubernetes.checks import rendered

DOCKERFILE = pathlib.Path("deploy/docker/Dockerfile").read_text(encoding="utf-8")
SCRIPT = pathlib.Path("deploy/docker/rootfs.sh").read_text(encoding="utf-8")


def _in_the_image():
    """The names of what can be run there."""
    lists = re.findall(r"(?m)^(?:PROGRAMS|UTILITIES)=\(([^)]*)\)", SCRIPT)
    return {path.rsplit("/", 1)[-1] for each in lists for path in each.split()}


def _pods():
    """(where it is, all objects there, template) of each pod."""
    for overlay in rendered.OVERLAYS:
        objects = rendered.overlay(overlay)
        for name, template in rendered.workloads(objects):
            yield f"{name} of {overlay}", objects, template


class Manifests(unittest.TestCase):

    def test_run_programs_that_it_has(self):
        there, run = _in_the_image(), set()
        for where, _, template in _pods():
            for container in rendered.containers(template):
                self.assertRegex(container["image"], "^frontdesk:", where)
                hook = container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", [])
                for command in filter(None, (container["command"], hook)):
                    self.assertIn(command[0], there, where)
                    run.add(command[0])
        self.assertEqual(run, there)

    def test_run_as_its_user(self):
        user = re.search(r"(?m)^USER (\d+):(\d+)$", DOCKERFILE)
        for where, _, template in _pods():
            context = template["spec"]["securityContext"]
            self.assertEqual((str(context["runAsUser"]), str(context["runAsGroup"])), user.groups(), where)

    def test_find_the_migrations_where_it_has_them(self):
        folder = re.search(r"FRONTDESK_MIGRATIONS_DIR=(\S+)", DOCKERFILE).group(1)
        self.assertIn(f'"$ROOT{folder}/"', SCRIPT)
        found = {rendered.environment(objects, template).get("FRONTDESK_MIGRATIONS_DIR")
                 for _, objects, template in _pods()}
        self.assertEqual(found - {None}, {folder})


if __name__ == "__main__":
    unittest.main()
