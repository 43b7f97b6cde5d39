"""References between objects, with those that lead nowhere."""

from readiness.evidence.delivery.kubernetes import Container, Ingress, Kubernetes, Service, ServicePort, Workload
from readiness.evidence.delivery.kubernetes_manifests import joined, parse_manifests
from readiness.evidence.delivery.kubernetes_references import references

LABELS = {"app": "api"}
API = Workload("Deployment", "api", "ml", "d.yaml", 1, (Container("api", "a:1", 9),), 1, LABELS, 5, LABELS)


def faults(*services, ingresses=(), exposed=frozenset()):
    found = references(Kubernetes((API,), services, (), ingresses), exposed)
    return [(reference.location.line, reference.fault) for reference in found if reference.fault], len(found)


def test_ports_of_the_image_count_where_the_container_declares_none():
    service = Service("api", "ml", "s.yaml", 1, LABELS, (ServicePort(80, "8000", 7),))
    assert faults(service) == ([], 3)
    assert faults(service, exposed=frozenset({"8000"})) == ([], 3)
    found, _ = faults(service, exposed=frozenset({"5000"}))
    assert found == [(7, "Service api leads to port 8000, which no container of it declares.")]


def test_another_namespace_is_another_place():
    found, _ = faults(Service("api", "default", "s.yaml", 3, LABELS))
    assert found == [(3, "Service api selects app: api, and no workload has such pods.")]
    ingress = Ingress("Ingress", "api", "default", "i.yaml", 1, (("api", "80", 8),))
    found, _ = faults(Service("api", "ml", "s.yaml", 3, LABELS), ingresses=(ingress,))
    assert found == [(8, "Ingress api leads to Service api, which is not declared.")]


def test_a_chart_may_lead_to_services_of_another_chart():
    route = (
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n"
        "spec: {http: [{route: [{destination: {host: api-blue}}]}]}\n"
    )
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: api-green}\nspec: {ports: [{port: 80}]}\n"
    routes = parse_manifests(route, "charts/routes/templates/v.yaml")
    other = parse_manifests(service, "charts/api/templates/s.yaml")
    same = parse_manifests(service, "charts/routes/templates/s.yaml")
    assert references(joined(routes, other)) == ()
    (found,) = references(joined(routes, same))
    assert "api-blue" in found.fault
