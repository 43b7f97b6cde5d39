"""How the project is built, tested and deployed: images, pipelines, manifests, dependencies."""
