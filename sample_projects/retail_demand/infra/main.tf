# Two clusters in two regions. Traffic goes to the north; when its health check fails it goes to the south.
terraform {
  required_version = ">= 1.9"
  backend "s3" {
    bucket         = "retail-terraform-state"
    key            = "retail-demand/terraform.tfstate"
    region         = "eu-central-1"
    encrypt        = true
    dynamodb_table = "terraform-locks"
  }
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.0" }
  }
}

provider "aws" {
  alias  = "north"
  region = "eu-north-1"
  default_tags {
    tags = { service = "retail-demand", owner = "demand-planning", cost-center = "4711" }
  }
}

provider "aws" {
  alias  = "south"
  region = "eu-south-1"
  default_tags {
    tags = { service = "retail-demand", owner = "demand-planning", cost-center = "4711" }
  }
}

variable "subnets_north" { type = list(string) }
variable "subnets_south" { type = list(string) }
variable "role_arn" { type = string }

resource "aws_eks_cluster" "north" {
  provider = aws.north
  name     = "retail-north"
  role_arn = var.role_arn
  version  = "1.34"
  vpc_config { subnet_ids = var.subnets_north }
}

resource "aws_eks_cluster" "south" {
  provider = aws.south
  name     = "retail-south"
  role_arn = var.role_arn
  version  = "1.34"
  vpc_config { subnet_ids = var.subnets_south }
}

resource "aws_eks_node_group" "north" {
  provider        = aws.north
  cluster_name    = aws_eks_cluster.north.name
  node_group_name = "service"
  node_role_arn   = var.role_arn
  subnet_ids      = var.subnets_north
  instance_types  = ["m7g.large"]
  scaling_config {
    desired_size = 3
    min_size     = 3
    max_size     = 12
  }
}

resource "aws_eks_node_group" "south" {
  provider        = aws.south
  cluster_name    = aws_eks_cluster.south.name
  node_group_name = "service"
  node_role_arn   = var.role_arn
  subnet_ids      = var.subnets_south
  instance_types  = ["m7g.large"]
  scaling_config {
    desired_size = 3
    min_size     = 3
    max_size     = 12
  }
}
