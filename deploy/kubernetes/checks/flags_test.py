"""Each variable of a ConfigMap is a flag of the program that gets it, and none that it must have is missing."""

import ipaddress
import re
import unittest

from deploy.kubernetes.checks import flags, network, rendered


def _program(template):
    return template["spec"]["containers"][0]["command"][0]


def _problems(objects):
    for name, template in rendered.workloads(objects):
        given = set(rendered.environment(objects, template))
        program = _program(template)
        if program in flags.PROGRAMS:
            said = flags.flags_of(program)
            yield from (f"{name} does not know {each}" for each in sorted(given - said.known))
            yield from (f"{name} is not told {each}" for each in sorted(said.required - given))
        else:  # frontdeskctl, or the desk at which it is called
            yield from (f"{name} does not know {each}"
                        for each in sorted(given - flags.frontdeskctl_variables()))


class FlagsInTheSources(unittest.TestCase):

    def test_flags_of_its_own_and_shared_ones_are_found(self):
        gateway = flags.flags_of("gateway")
        self.assertLessEqual({"FRONTDESK_HTTP_LISTEN", "FRONTDESK_MAX_HEADERS", "FRONTDESK_OPS_LISTEN",
                              "FRONTDESK_TLS_KEY", "FRONTDESK_GRPC_CA", "FRONTDESK_READ_PATIENCE_MS",
                              "FRONTDESK_BEHIND_TLS_PROXY", "FRONTDESK_LOG_LEVEL"}, gateway.known)
        self.assertEqual(gateway.required, {"FRONTDESK_AVAILABILITY_ADDR", "FRONTDESK_BOOKING_ADDR",
                                            "FRONTDESK_SCHEDULE_CACHE_ADDR", "FRONTDESK_SESSION_ADDR"})
        self.assertNotIn("FRONTDESK_DATABASE_URL_FILE", gateway.known)
        self.assertEqual(flags.flags_of("booking").required,
                         {"FRONTDESK_DATABASE_URL_FILE", "FRONTDESK_KEYRING_FILE",
                          "FRONTDESK_SCHEDULE_CACHE_ADDR", "FRONTDESK_SESSION_ADDR"})
        one = flags.flags_of("frontdesk")
        self.assertLessEqual({"FRONTDESK_BOOKING_LISTEN", "FRONTDESK_SLOT_MEMORY_MB",
                              "FRONTDESK_RETENTION_DAYS", "FRONTDESK_HTTP_LISTEN"}, one.known)
        self.assertNotIn("FRONTDESK_DATABASE_CONNECTIONS", one.known)


class Flags(unittest.TestCase):

    def test_every_program_knows_what_it_is_told_and_is_told_what_it_needs(self):
        for overlay in rendered.OVERLAYS:
            self.assertEqual(list(_problems(rendered.overlay(overlay))), [])

    def test_a_variable_that_nobody_knows_or_that_is_missing_is_seen(self):
        objects = rendered.overlay("production")
        for each in rendered.of_kind(objects, "ConfigMap"):
            if each["metadata"]["name"].startswith("session-flags"):
                del each["data"]["FRONTDESK_DATABASE_URL_FILE"]
                each["data"]["FRONTDESK_LISTENS"] = "0.0.0.0:9000"
            if each["metadata"]["name"].startswith("operator-flags"):
                each["data"]["FRONTDESK_LOG_LEVEL"] = "debug"
        self.assertEqual(sorted(_problems(objects)), [
            "migrate does not know FRONTDESK_LOG_LEVEL", "operator does not know FRONTDESK_LOG_LEVEL",
            "purge does not know FRONTDESK_LOG_LEVEL", "session does not know FRONTDESK_LISTENS",
            "session is not told FRONTDESK_DATABASE_URL_FILE", "sync does not know FRONTDESK_LOG_LEVEL"])

    def test_every_program_listens_at_the_ports_of_its_container(self):
        for overlay in rendered.OVERLAYS:
            objects = rendered.overlay(overlay)
            for each in rendered.of_kind(objects, "Deployment"):
                template = each["spec"]["template"]
                ports = {port["name"]: port["containerPort"] for port in template["spec"]["containers"][0]["ports"]}
                told = rendered.environment(objects, template)
                names = {"FRONTDESK_HTTP_LISTEN": "http", "FRONTDESK_LISTEN": "grpc", "FRONTDESK_OPS_LISTEN": "ops"}
                self.assertEqual({names[name]: value for name, value in told.items() if name in names},
                                 {name: f"0.0.0.0:{port}" for name, port in ports.items()}, each["metadata"]["name"])

    def test_beyond_loopback_a_program_is_told_what_keeps_strangers_out(self):
        for overlay in rendered.OVERLAYS:
            objects = rendered.overlay(overlay)
            for name, template in rendered.workloads(objects):
                told = rendered.environment(objects, template)
                if "FRONTDESK_LISTEN" in told:
                    private = told["FRONTDESK_GRPC_PRIVATE_NETWORK"]
                    self.assertEqual((private, "FRONTDESK_GRPC_CLIENT_CA" in told),
                                     ("false", True) if overlay == "production-tls" else ("true", False), name)
                if "FRONTDESK_HTTP_LISTEN" in told:
                    self.assertEqual(told["FRONTDESK_BEHIND_TLS_PROXY"], "true", name)
                    for each in told["FRONTDESK_TRUSTED_PROXIES"].split(","):
                        self.assertTrue(ipaddress.ip_network(each).is_private or each == "100.64.0.0/10", each)

    def test_with_certificates_every_call_has_them_at_both_ends(self):
        objects = rendered.overlay("production-tls")
        for each in rendered.of_kind(objects, "Deployment"):
            told = rendered.environment(objects, each["spec"]["template"])
            self.assertLessEqual({"FRONTDESK_GRPC_CERTIFICATE", "FRONTDESK_GRPC_KEY"}, told.keys())
            calls = any(variable.endswith("_ADDR") for variable in told)
            self.assertEqual("FRONTDESK_GRPC_CA" in told, calls, each["metadata"]["name"])

    def test_the_ingress_lets_through_the_longest_body_that_the_gateway_takes(self):
        with open("gateway/server/http_server_options.h", encoding="utf-8") as source:
            megabytes = re.search(r"max_long_body_bytes = (\d+) \* 1024 \* 1024;", source.read()).group(1)
        for overlay in rendered.OVERLAYS:
            ingress = rendered.named(rendered.overlay(overlay), "Ingress", "gateway")
            self.assertEqual(ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"],
                             f"{megabytes}m")

    def test_services_are_called_by_names_that_tell_every_replica_and_only_along_the_arrows(self):
        objects = rendered.overlay("production")
        arrows = set()
        for name, template in rendered.workloads(objects):
            for variable, value in rendered.environment(objects, template).items():
                if not variable.endswith("_ADDR"):
                    continue
                peer = variable.removeprefix("FRONTDESK_").removesuffix("_ADDR").lower().replace("_", "-")
                self.assertEqual(value, f"dns:///{peer}:9000", name)
                service = rendered.named(objects, "Service", peer)["spec"]
                self.assertEqual((service["clusterIP"], [port["port"] for port in service["ports"]]),
                                 ("None", [9000]), peer)
                arrows.add((name, peer, 9000))
        readme = (rendered.FOLDER / "README.md").read_text(encoding="utf-8")
        self.assertEqual(arrows, {each for each in network.told_arrows(readme)
                                  if each[2] == 9000 and each[0] != "internal"})


if __name__ == "__main__":
    unittest.main()
