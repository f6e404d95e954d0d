"""Every object of both overlays is what Kubernetes takes, and a mistake in one would be seen."""

import unittest

from deploy.kubernetes.checks import rendered, schema


class Schema(unittest.TestCase):

    def test_every_object_of_both_overlays_is_as_kubernetes_wants_it(self):
        for overlay in rendered.OVERLAYS:
            objects = rendered.overlay(overlay)
            self.assertGreater(len(objects), 20)
            for each in objects:
                with self.subTest(overlay=overlay, kind=each["kind"], name=each["metadata"]["name"]):
                    self.assertEqual(schema.problems_of(each), [])

    def test_no_object_is_there_twice(self):
        for overlay in rendered.OVERLAYS:
            names = [(each["kind"], each["metadata"]["name"]) for each in rendered.overlay(overlay)]
            self.assertEqual(len(names), len(set(names)), overlay)

    def test_a_mistake_is_seen(self):
        def container(objects):
            return rendered.named(objects, "Deployment", "booking")["spec"]["template"]["spec"]["containers"][0]

        def of(kind, name):
            return lambda objects: rendered.named(objects, kind, name)

        deployment = of("Deployment", "booking")
        # What is planted, where, and what must be said of it.
        for place, plant, problem in [
                (container, {"readinessProb": {}}, "readinessProb: V1Container has no such key"),
                (container, {"command": "booking"}, "'booking' is no list"),
                (container, {"name": None}, "None is no str"),
                (container, {"resources": {"limits": {"memory": "512 MB"}}}, "is no quantity"),
                (container, {"resources": {"limits": {"cpu": 2}}}, "2 is no str"),
                (container, {"readinessProbe": {"httpGet": {"path": "/readyz"}}}, "httpGet: port is missing"),
                (container, {"readinessProbe": {"periodSeconds": "5"}}, "'5' is no int"),
                (container, {"securityContext": {"readOnlyRootFilesystem": "true"}}, "'true' is no bool"),
                (container, {"imagePullPolicy": "Sometimes"}, "is none of"),
                (deployment, {"apiVersion": "extensions/v1beta1"}, "there is no schema for"),
                (deployment, {"kind": "Deploymint"}, "there is no schema for"),
                (deployment, {"spec": {}}, "spec: template is missing"),
                (deployment, {"metadata": {"name": "Booking"}}, "is no name"),
                (deployment, {"metadata": {"name": "b", "labels": {"a b": "c"}}}, "is no label"),
                (of("CronJob", "sync"), {"spec": {"schedule": "daily", "jobTemplate": {}}}, "is no schedule"),
                (of("NetworkPolicy", "jobs-to-cliniko"),
                 {"spec": {"podSelector": {}, "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.1/8"}}]}]}},
                 "is no network"),
        ]:
            with self.subTest(plant=plant):
                objects = rendered.overlay("production")
                place(objects).update(plant)
                said = [each for object_ in objects for each in schema.problems_of(object_)]
                self.assertTrue(any(problem in each for each in said), said)

    def test_what_must_be_there_is_missed(self):
        objects = rendered.overlay("production")
        del rendered.named(objects, "Deployment", "booking")["spec"]["selector"]
        self.assertEqual([each for object_ in objects for each in schema.problems_of(object_)],
                         ["Deployment booking.spec: selector is missing"])


if __name__ == "__main__":
    unittest.main()
