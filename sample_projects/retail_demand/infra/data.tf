# What holds data: encrypted, closed to the public, readable by two roles.
resource "aws_kms_key" "data" {
  provider            = aws.north
  description         = "retail-demand data"
  enable_key_rotation = true
}

resource "aws_s3_bucket" "data" {
  provider = aws.north
  bucket   = "retail-demand-data"
}

resource "aws_s3_bucket_public_access_block" "data" {
  provider                = aws.north
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  provider = aws.north
  bucket   = aws_s3_bucket.data.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}

resource "aws_s3_bucket" "access_log" {
  provider = aws.north
  bucket   = "retail-demand-access-log"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "access_log" {
  provider = aws.north
  bucket   = aws_s3_bucket.access_log.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}

resource "aws_s3_bucket_logging" "data" {
  provider      = aws.north
  bucket        = aws_s3_bucket.data.id
  target_bucket = aws_s3_bucket.access_log.id
  target_prefix = "data/"
}

resource "aws_s3_bucket_lifecycle_configuration" "data" {
  provider = aws.north
  bucket   = aws_s3_bucket.data.id
  rule {
    id     = "delete-after-three-years"
    status = "Enabled"
    filter {}
    expiration { days = 1095 }
  }
}

resource "aws_iam_policy" "read_data" {
  provider = aws.north
  name     = "retail-demand-read-data"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["arn:aws:s3:::retail-demand-data/*"]
    }]
  })
}

resource "aws_db_instance" "audit" {
  provider                = aws.north
  identifier              = "retail-demand-audit"
  engine                  = "postgres"
  instance_class          = "db.m7g.large"
  allocated_storage       = 100
  storage_encrypted       = true
  kms_key_id              = aws_kms_key.data.arn
  multi_az                = true
  backup_retention_period = 35
  deletion_protection     = true
  username                = "audit_keeper"
  manage_master_user_password = true
}

resource "aws_budgets_budget" "month" {
  provider     = aws.north
  name         = "retail-demand"
  budget_type  = "COST"
  limit_amount = "3200"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "FORECASTED"
    subscriber_email_addresses = ["demand-planning@example.com"]
  }
}
