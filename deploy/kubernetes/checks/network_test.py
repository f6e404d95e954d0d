"""The NetworkPolicies allow what README.md's table says and nothing else."""

import unittest

from deploy.kubernetes.checks import network, rendered
from deploy.kubernetes.checks.network import Endpoint

PORTS = (22, 53, 80, 443, 5432, 6543, 8080, 9000, 9100)
LABEL = {"frontdesk-grpc": "allowed"}


def _namespace(name, **more):
    return {"kubernetes.io/metadata.name": name, **more}


OTHERS = [
    Endpoint("ingress", {"app": "nginx"}, _namespace("ingress-nginx")),
    Endpoint("prometheus", {"app": "prometheus"}, _namespace("monitoring")),
    Endpoint("dns", {"k8s-app": "kube-dns"}, _namespace("kube-system")),
    Endpoint("other pod of kube-system", {"k8s-app": "metrics-server"}, _namespace("kube-system")),
    Endpoint("internal", LABEL, {**_namespace("other"), **LABEL}),
    Endpoint("internal, pod alone labelled", LABEL, _namespace("other")),
    Endpoint("internal, namespace alone labelled", {}, {**_namespace("other"), **LABEL}),
    Endpoint("pod with our labels elsewhere",
             {"app.kubernetes.io/name": "frontdesk", rendered.COMPONENT: "gateway"}, _namespace("other")),
    Endpoint("unlabelled pod of ours", {}, _namespace("frontdesk")),
    Endpoint("cliniko", address="203.0.113.10"),
    Endpoint("cliniko", address="2001:db8::10"),
    Endpoint("node's metadata", address="169.254.169.254"),
    Endpoint("machine nearby", address="192.168.1.7"),
    Endpoint("machine nearby", address="fd00::7"),
]
READMES_WORDS = {"postgres"}  # stands for every place outside


def _with_protocol(port):
    return [(port, "TCP"), (port, "UDP")] if port == 53 else [(port, "TCP")]


def _allowed(objects):
    """{(from, to, port)} by the policies; what is not ours stands for `postgres` at its ports."""
    policies = rendered.of_kind(objects, "NetworkPolicy")
    ours = network.pods_of(objects)
    pairs = [(a, b) for a in ours for b in ours + OTHERS] + [(a, b) for a in OTHERS for b in ours]
    arrows = set()
    for source, target in pairs:
        for port in PORTS:
            for each, protocol in _with_protocol(port):
                if network.is_allowed(policies, source, target, each, protocol):
                    name = "postgres" if port in (5432, 6543) and target in OTHERS else target.name
                    arrows.add((source.name, name, port))
    return arrows


def _told(objects):
    names = ({each.name for each in network.pods_of(objects)} | {each.name for each in OTHERS} | READMES_WORDS)
    readme = (rendered.FOLDER / "README.md").read_text(encoding="utf-8")
    return {arrow for arrow in network.told_arrows(readme) if arrow[0] in names and arrow[1] in names}


class Network(unittest.TestCase):

    def test_the_policies_allow_what_the_readme_says_and_nothing_else(self):
        for overlay in rendered.OVERLAYS:
            with self.subTest(overlay=overlay):
                objects = rendered.overlay(overlay)
                self.assertEqual(_allowed(objects), _told(objects))

    def test_the_arrows_between_the_processes_are_those_of_the_design(self):
        # A gateway also asks schedule-cache for clinics and keys, and tells session what it hears.
        objects = rendered.overlay("production")
        self.assertEqual({(a, b) for a, b, port in _told(objects) if port == 9000 and a != "internal"}, {
            ("gateway", "availability"), ("gateway", "booking"),
            ("gateway", "schedule-cache"), ("gateway", "session"),
            ("availability", "schedule-cache"), ("availability", "session"),
            ("booking", "schedule-cache"), ("booking", "session")})

    def test_an_arrow_that_one_end_alone_allows_is_none(self):
        for policy in ("gateway-to-services", "session-from-callers"):
            objects = rendered.overlay("production")
            objects.remove(rendered.named(objects, "NetworkPolicy", policy))
            self.assertIn(("gateway", "session", 9000), _told(objects) - _allowed(objects))

    def test_a_policy_that_allows_too_much_is_seen(self):
        for policy, plant, arrow in [
                ("session-from-callers", {"ingress": [{}]}, ("prometheus", "session", 9000)),
                ("services-to-cliniko", {"egress": [{"ports": [{"port": 443, "protocol": "TCP"}]}]},
                 ("booking", "node's metadata", 443)),
                ("nothing-else", {"policyTypes": ["Egress"]}, ("ingress", "purge", 8080)),
                ("gateway-to-services", {"egress": [{}]}, ("gateway", "cliniko", 22))]:
            with self.subTest(policy=policy):
                objects = rendered.overlay("production")
                rendered.named(objects, "NetworkPolicy", policy)["spec"].update(plant)
                self.assertIn(arrow, _allowed(objects) - _told(objects))


if __name__ == "__main__":
    unittest.main()
