# The dashboard for a team: the locked dependencies and the product, without build tools, as an ordinary user.
# To pin the base by content too, put its digest after the tag: docker buildx imagetools inspect python:3.11.14-slim-bookworm
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/python -m pip install --no-deps --only-binary=:all: -r /tmp/requirements.txt \
    && /opt/venv/bin/python -m pip uninstall --yes pip

FROM python:3.11.14-slim-bookworm
# git clones the public repositories that people name; READINESS_GIT=off makes it idle.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git ca-certificates libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin readiness \
    && mkdir /data /projects \
    && chown 10001:10001 /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY pyproject.toml app.py ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY rubrics rubrics
COPY checks checks
COPY readiness readiness
COPY ui ui
COPY sample_projects sample_projects
RUN /opt/venv/bin/python -m compileall -q checks readiness ui
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data \
    READINESS_HOME=/data/readiness \
    READINESS_ROOTS=/projects \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_HEADLESS=true
USER 10001:10001
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.port=8501"]
