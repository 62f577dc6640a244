# The team set-up's one image: web, worker and beat differ only in the command.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /app/.venv && /app/.venv/bin/pip install --require-hashes -r requirements.lock
COPY manage.py ./
COPY annotator annotator
COPY credibility credibility
COPY seeds seeds
COPY templates templates
# Static files are collected into the image: they change with the code and with nothing else.
RUN SECRET_KEY=only-for-this-one-command ALLOWED_HOSTS=localhost REDIS_URL=redis://localhost \
    DATABASE_URL=postgres://localhost/none STATIC_ROOT=/app/static \
    /app/.venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /app/.venv/bin/python -m compileall -q annotator credibility seeds

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin twosource \
    && install -d -o twosource -g twosource -m 700 /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=annotator.settings \
    DATA_DIR=/data \
    STATIC_ROOT=/app/static
USER twosource
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "annotator.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "25", \
     "--forwarded-allow-ips", "*"]
