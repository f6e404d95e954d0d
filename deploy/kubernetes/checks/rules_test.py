"""Every rule holds in both overlays, and a mistake against each would be seen."""

import re
import unittest

from deploy.kubernetes.checks import rendered, rules


def _seconds(path, pattern):
    with open(path, encoding="utf-8") as source:
        return int(re.search(pattern, source.read()).group(1))


def _drains():
    """How long each program takes to stop, as its source says: it serves on for a while, then ends calls in flight."""
    delay = _seconds("libs/service/flags.h", r"kUsualDrainDelay = absl::Seconds\((\d+)\)")
    services = _seconds("libs/service/run.h", r"drain = absl::Seconds\((\d+)\)")
    one_process = "services/frontdesk/main.cc"
    # Its gateway and services stop one after the other.
    frontdesk = (4 * _seconds(one_process, r"kDrain = absl::Seconds\((\d+)\)") +
                 _seconds(one_process, r"kBookingDrain =\s+absl::Seconds\((\d+)\)"))
    drains = {"gateway": _seconds("gateway/main.cc", r"kDrain = absl::Seconds\((\d+)\)"),
              "booking": _seconds("services/booking/main.cc", r"drain = absl::Seconds\((\d+)\)"),
              "availability": services, "schedule-cache": services, "session": services,
              "frontdesk": frontdesk}
    return {name: delay + drain for name, drain in drains.items()}


def _pod(objects, name="booking"):
    return dict(rendered.workloads(objects))[name]["spec"]


def _deployment(objects):
    return rendered.named(objects, "Deployment", "booking")["spec"]


def _variable(objects, name, value):
    flags = rendered.of_kind(objects, "ConfigMap")
    next(each for each in flags if each["metadata"]["name"].startswith("booking-flags"))["data"][name] = value


# What is planted in the production overlay, and what the rule must say of it.
PLANTS = {
    rules.pods_are_confined: [
        (lambda o: _pod(o)["securityContext"].update(runAsUser=0), "booking may run as root"),
        (lambda o: _pod(o, "purge")["securityContext"].pop("runAsNonRoot"), "purge may run as root"),
        (lambda o: _pod(o)["securityContext"].pop("seccompProfile"), "booking has no seccomp profile"),
        (lambda o: _pod(o).pop("automountServiceAccountToken"),
         "booking does not say automountServiceAccountToken: false"),
        (lambda o: _pod(o).update(serviceAccountName="default"),
         "booking has no ServiceAccount of its own, without a token"),
        (lambda o: _pod(o).update(hostNetwork=True), "booking has hostNetwork"),
        (lambda o: _pod(o)["volumes"].append({"name": "a", "hostPath": {"path": "/"}}),
         "booking mounts {'name': 'a', 'hostPath': {'path': '/'}}"),
        (lambda o: o.append({"kind": "Role", "metadata": {"name": "reader"}}), "Role reader gives rights"),
    ],
    rules.containers_are_confined: [
        (lambda o: _pod(o)["containers"][0]["securityContext"].update(readOnlyRootFilesystem=False),
         "booking/booking is not confined"),
        (lambda o: _pod(o).update(initContainers=[{"name": "first", "securityContext": {"privileged": True}}]),
         "booking/first is not confined"),
        (lambda o: _pod(o, "migrate")["containers"][0]["resources"]["limits"].pop("memory"),
         "migrate/migrate has no limits"),
    ],
    rules.what_serves_has_probes: [
        (lambda o: _pod(o)["containers"][0].pop("readinessProbe"), "booking has no readinessProbe"),
        (lambda o: _pod(o)["containers"][0]["livenessProbe"]["httpGet"].update(path="/readyz"),
         "booking would be killed while the database is away"),
    ],
    rules.secrets_are_files: [
        (lambda o: o.append({"kind": "Secret", "metadata": {"name": "keyring"}}),
         "Secret keyring is in the repository"),
        (lambda o: _pod(o)["containers"][0].update(env=[{"name": "A", "value": "b"}]),
         "booking/booking has variables besides its ConfigMaps"),
        (lambda o: _pod(o)["containers"][0]["envFrom"].append({"secretRef": {"name": "keyring"}}),
         "booking/booking has variables besides its ConfigMaps"),
        (lambda o: _variable(o, "FRONTDESK_DATABASE_URL", "postgresql://"),
         "booking: FRONTDESK_DATABASE_URL is no file of a secret"),
        (lambda o: _variable(o, "FRONTDESK_GRPC_CA", "/run/secrets/grpc/ca.crt"),
         "booking: FRONTDESK_GRPC_CA is no file of a secret"),
        (lambda o: _variable(o, "FRONTDESK_KEYRING_FILE", "/run/secrets/keys"),
         "booking: FRONTDESK_KEYRING_FILE is no file of a secret"),
        (lambda o: _pod(o)["containers"][0]["volumeMounts"].pop(),
         "booking: FRONTDESK_KEYRING_FILE is no file of a secret"),
        (lambda o: _pod(o)["volumes"][0]["secret"].update(defaultMode=0o444), "booking lets others read database"),
    ],
    rules.images_are_one: [
        (lambda o: _pod(o)["containers"][0].update(image="frontdesk:1.0"),
         "the images are ['frontdesk:1.0', 'frontdesk:VERSION']"),
    ],
    rules.selectors_fit: [
        (lambda o: _deployment(o)["selector"].update(matchLabels={"app.kubernetes.io/component": "session"}),
         "Deployment booking selects {'session'}"),
        (lambda o: rendered.named(o, "Service", "booking")["spec"]["selector"].update(
            {"app.kubernetes.io/component": "bookings"}), "Service booking selects set()"),
        (lambda o: _pod(o)["containers"][0]["ports"].pop(0), "Service booking selects {'booking'}"),
        (lambda o: rendered.named(o, "Ingress", "gateway")["spec"].pop("tls"), "Ingress gateway has no TLS"),
    ],
    rules.what_serves_is_never_gone: [
        (lambda o: o.remove(rendered.named(o, "PodDisruptionBudget", "booking")),
         "booking has no PodDisruptionBudget"),
        (lambda o: rendered.named(o, "HorizontalPodAutoscaler", "booking")["spec"].update(minReplicas=1),
         "booking has no autoscaler from two replicas on"),
        (lambda o: _deployment(o).update(replicas=2), "booking has no autoscaler from two replicas on"),
        (lambda o: _deployment(o)["strategy"]["rollingUpdate"].update(maxUnavailable=1),
         "booking loses a replica in an update"),
        (lambda o: _pod(o)["topologySpreadConstraints"].pop(), "booking is not spread"),
    ],
    rules.jobs_end: [
        (lambda o: rendered.named(o, "CronJob", "sync")["spec"].update(concurrencyPolicy="Allow"),
         "sync may run beside itself"),
        (lambda o: rendered.named(o, "Job", "migrate")["spec"].pop("activeDeadlineSeconds"), "migrate has no end"),
    ],
    rules.steps_are_told: [
        (lambda o: rendered.named(o, "Service", "booking")["metadata"]["labels"].pop("frontdesk/step"),
         "Service booking is of step None"),
        (lambda o: rendered.named(o, "Service", "booking")["metadata"].pop("namespace"),
         "Service booking is not in the namespace"),
    ],
}


class Rules(unittest.TestCase):

    def test_both_overlays_keep_every_rule(self):
        for overlay in rendered.OVERLAYS:
            for rule in rules.ALL:
                with self.subTest(overlay=overlay, rule=rule.__name__):
                    self.assertEqual(list(rule(rendered.overlay(overlay))), [])

    def test_each_rule_sees_what_breaks_it(self):
        self.assertEqual(set(PLANTS), set(rules.ALL))
        for rule, plants in PLANTS.items():
            for plant, said in plants:
                with self.subTest(rule=rule.__name__, said=said):
                    objects = rendered.overlay("production")
                    plant(objects)
                    self.assertIn(said, list(rule(objects)))

    def test_a_pod_is_given_the_time_that_its_calls_in_flight_have(self):
        drains = _drains()
        self.assertEqual((drains["booking"], drains["frontdesk"]), (26, 66))
        for overlay in rendered.OVERLAYS:
            self.assertEqual(list(rules.stops_outlast_drains(rendered.overlay(overlay), drains)), [])
        objects = rendered.overlay("production")
        _pod(objects)["terminationGracePeriodSeconds"] = 30
        _pod(objects, "session")["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1] = "1"
        self.assertEqual(list(rules.stops_outlast_drains(objects, drains)), [
            "booking is killed before its calls have ended",
            "session stops before the cluster has forgotten it"])

    def test_the_readme_tells_of_every_secret_and_of_no_other(self):
        mounted = {"gateway-tls"}  # the Ingress's
        for overlay in rendered.OVERLAYS:
            for _, template in rendered.workloads(rendered.overlay(overlay)):
                mounted |= {volume["secret"]["secretName"] for volume in template["spec"].get("volumes", [])
                            if "secret" in volume}
        self.assertEqual(mounted, set(rules.told_secrets()))


if __name__ == "__main__":
    unittest.main()
