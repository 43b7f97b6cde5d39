resource "aws_route53_zone" "retail" {
  name = "example.com"
}

resource "aws_route53_health_check" "north" {
  fqdn              = "north.demand.example.com"
  type              = "HTTPS"
  port              = 443
  resource_path     = "/health"
  request_interval  = 10
  failure_threshold = 3
}

resource "aws_route53_health_check" "south" {
  fqdn              = "south.demand.example.com"
  type              = "HTTPS"
  port              = 443
  resource_path     = "/health"
  request_interval  = 10
  failure_threshold = 3
}

resource "aws_route53_record" "north" {
  zone_id         = aws_route53_zone.retail.zone_id
  name            = "demand.example.com"
  type            = "CNAME"
  ttl             = 30
  set_identifier  = "north"
  records         = ["north.demand.example.com"]
  health_check_id = aws_route53_health_check.north.id
  failover_routing_policy { type = "PRIMARY" }
}

resource "aws_route53_record" "south" {
  zone_id         = aws_route53_zone.retail.zone_id
  name            = "demand.example.com"
  type            = "CNAME"
  ttl             = 30
  set_identifier  = "south"
  records         = ["south.demand.example.com"]
  health_check_id = aws_route53_health_check.south.id
  failover_routing_policy { type = "SECONDARY" }
}
