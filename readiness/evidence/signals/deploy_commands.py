"""Commands that push an image, deploy a service or promote a model."""

from __future__ import annotations

import re

# a platform service: managed endpoint or batch, serverless function or container, platform for applications
PLATFORM_COMMAND = re.compile(
    r"^(?:sudo )?(?:"
    r"gcloud (?:\w+ )?(?:run (?:deploy|services (?:replace|update))|app deploy|functions deploy|ai "
    r"endpoints (?:create|deploy-model)|"
    r"ai-platform (?:versions|models) create)|"
    r"az (?:webapp (?:up|create|deploy\w*|config container)|containerapp (?:up|create|update)|container create|"
    r"functionapp (?:create|deploy\w*)|ml (?:online-|batch-)?(?:deployment|endpoint)s? (?:create|update)|"
    r"ml (?:online-deployment|online-endpoint|batch-deployment|batch-endpoint) (?:create|update)|ml model deploy)|"
    r"func (?:azure functionapp|start azure) publish|func azure functionapp publish|"
    r"aws (?:lambda (?:create-function|update-function-code)|ecs (?:update-service|create-service)|apprunner |"
    r"sagemaker (?:create-endpoint|update-endpoint|create-transform-job)|elasticbeanstalk )|"
    r"(?:sam|cdk|sls|serverless|chalice|zappa|copilot) (?:deploy|update|package|svc deploy|init --deploy)|"
    r"serverless deploy|eb (?:create|deploy|init)|heroku (?:create|container:push|container:release|"
    r"deploy\w*|git:remote)|"
    r"git push (?:heroku|dokku|space|hf|huggingface)|fly(?:ctl)? (?:deploy|launch)|railway (?:up|deploy)|"
    r"modal (?:deploy|serve)|vercel(?: |$)|render deploy|(?:huggingface-cli|hf) (?:upload|repo create)|"
    r"bentoml (?:deploy|deployment create|cloud deploy)|bentoctl (?:deploy|build)|cog push|"
    r"mlflow (?:deployments create|sagemaker (?:deploy|build-and-push))|truss push|okteto deploy|"
    r"databricks (?:bundle deploy|serving-endpoints create)|gradio deploy|cf push|doctl apps create|beam deploy|"
    r"kaggle kernels push|shinyapps|rsconnect deploy|northflank |anyscale service (?:rollout|deploy)|"
    r"anyscale services? "
    r")"
)
_SPACE_PUSH = re.compile(
    r"^git (?:push|remote add|clone)\b.*(?:huggingface\.co|hf\.co)/(?:spaces/)?|^git push .*heroku\.com"
)
_PUSHES = re.compile(
    r"^(?:sudo )?(?:"
    r"(?:docker|podman|nerdctl|buildah) (?:image )?push|docker compose push|docker-compose push|docker manifest push|"
    r"docker buildx build .*--push|docker build .*--push|buildx build .*--push|skopeo copy|crane (?:push|copy)|"
    r"az acr build|gcloud builds submit|kaniko .*--destination|executor .*--destination|ko publish|"
    r"kubectl (?:apply|set image|rollout restart|create|replace|patch|-n \S+ (?:apply|set|rollout))|"
    r"helm (?:upgrade|install)|helmfile (?:apply|sync)|argocd app (?:sync|set|create)|flux reconcile|"
    r"oc (?:apply|rollout)|"
    r"kustomize build|terraform apply|tofu apply|terragrunt (?:apply|run-all apply)|pulumi up|cdktf "
    r"deploy|ansible-playbook|"
    r"aws (?:s3 (?:cp|sync) (?!s3://).*(?:model|dag).*s3://|ssm send-command|eks update-kubeconfig|codedeploy|"
    r"cloudformation (?:deploy|create-stack|update-stack))|gsutil (?:-m )?(?:cp|rsync) .*(?:model|dag)|"
    r"prefect (?:deploy|deployment apply|--no-prompt deploy)|dagster-cloud |astro deploy|dvc "
    r"push.*model|gto (?:register|assign)|"
    r"seldon model|mc cp .*model|dbx deploy|airflow dags import|az ml model (?:create|register)|bentoml push"
    r")"
)
_REMOTE = re.compile(
    r"^(?:sudo )?ssh\b.*(?:docker|compose|systemctl|kubectl|deploy|git pull|restart)|^rsync\b.*@|^scp\b.*@"
)
_HOOK = re.compile(
    r"^(?:curl|wget|http)\b.*(?:api\.render\.com/deploy|deploy[_-]?hook|webhook.*deploy|/deploys?\b|DEPLOY_HOOK)", re.I
)
_IMAGE_ACTION = re.compile(
    r"(?i)^(docker/build-push-action|mr-smithers-excellent/docker-build-push|elgohr/publish-docker-github-action|"
    r"whoan/docker-build-with-cache-action|aws-actions/amazon-ecr|redhat-actions/push-to-registry|docker@\d|"
    r"jaraxasoftware/|macbre/push-to-ghcr|kciter/aws-ecr-action|gmgalactus/)"
)
_DEPLOY_ACTION = re.compile(
    r"(?i)azure/(webapps-deploy|k8s-deploy|functions-action|container-apps|aci-deploy|aks-set)|deploy-cloudrun|"
    r"deploy-appengine|deploy-cloud-functions|heroku-deploy|amazon-ecs-deploy|aws-cloudformation-github-deploy|"
    r"beanstalk-deploy|superfly/flyctl|appleboy/(ssh|scp|lambda)-action|AzureWebApp|AzureFunctionApp|AzureRmWebApp|"
    r"KubernetesManifest@|HelmDeploy@|azureml-model-deploy|pulumi/actions|serverless/github-action|kodermax/kubectl|"
    r"actions-hub/kubectl|steebchen/kubectl|render-deploy|huggingface.*(sync|space|push|upload)|railway|deploy-to-gke|"
    r"burnett01/rsync|easingthemes/ssh-deploy|garygrossgarten/github-action-ssh|jbergstroem/.*deploy|azure/arm-deploy|"
    r"AzureResourceManagerTemplateDeployment|aws-actions/.*deploy|google-github-actions/deploy|cloudformation"
)
_NO_DEPLOYMENT = re.compile(r"(?i)gh-?pages|deploy-pages|mkdocs|sphinx|docs")


def is_push_to_platform(text: str) -> bool:
    """Return whether a command pushes the project to a platform that builds and runs it."""
    return bool(_SPACE_PUSH.search(text))


def deploys(text: str) -> bool:
    """Return whether a command pushes an image, deploys a service or ships a model."""
    if "--dry-run" in text or _NO_DEPLOYMENT.search(text):
        return False
    return any(pattern.search(text) for pattern in (PLATFORM_COMMAND, _SPACE_PUSH, _PUSHES, _REMOTE, _HOOK))


def action_deploys(uses: str, inputs: dict[str, str]) -> bool:
    """Return whether an action or task of a pipeline pushes an image or deploys, with these inputs."""
    if _NO_DEPLOYMENT.search(uses):
        return False
    if _IMAGE_ACTION.search(uses):
        pushed = str(inputs.get("push", "")).lower()
        if uses.lower().startswith("docker/build-push-action"):
            return pushed not in ("", "false") or "type=registry" in inputs.get("outputs", "")
        if uses.lower().startswith("docker@"):
            return inputs.get("command", "buildAndPush").lower() in ("buildandpush", "push")
        return pushed != "false" and "login" not in uses.lower()
    if "HelmDeploy" in uses and inputs.get("command", "") in ("delete", "uninstall", "ls", "get"):
        return False
    return bool(_DEPLOY_ACTION.search(uses))
