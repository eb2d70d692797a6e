#!/bin/sh
# The roles of the image. `health` answers for whichever role this container was started with.
# 镜像的各个角色；health 按容器启动时的角色作答。
set -eu
role_file=/tmp/onedata-role

get() { # exit 0 where the address answers with any status below 500
  python - "$1" <<'PY'
import sys, urllib.error, urllib.request
try:
    urllib.request.urlopen(sys.argv[1], timeout=5)
except urllib.error.HTTPError as answer:
    sys.exit(answer.code >= 500)
PY
}

start() { # remember the role for `health`, then become the process
  printf '%s' "$role" >"$role_file"
  exec "$@"
}

records() { # where the platform keeps its own records: beside Dagster's, if STORE_URL says nothing else
  [ -n "${STORE_URL:-}" ] || [ -z "${DAGSTER_STORAGE_URL:-}${DAGSTER_PG_HOST:-}" ] ||
    STORE_URL="$(python deploy/docker/database.py onedata)"
  export STORE_URL
}

role="${1:-portal}"
[ $# -eq 0 ] || shift
case "$role" in
  portal)
    records
    start python -m onedata_portal --host 0.0.0.0 --port 3000 --dagster-home "$DAGSTER_HOME" \
      -w "$DAGSTER_HOME/workspace.yaml" "$@" ;;
  daemon)
    records # what projects set is in them, and every run that nobody launched gets it from here
    start dagster-daemon run -w "$DAGSTER_HOME/workspace.yaml" "$@" ;;
  code) start dagster api grpc -h 0.0.0.0 -p 4000 -m onedata_assets.definitions --location-name onedata "$@" ;;
  carte) start onedata carte --host 0.0.0.0 --port 8081 "$@" ;;
  mlflow)
    MLFLOW_BACKEND_STORE_URI="$(python deploy/docker/database.py mlflow)" # not in argv: it holds a password
    export MLFLOW_BACKEND_STORE_URI
    # Clients write model files themselves, where MLFLOW_ARTIFACTS_URI says.
    start mlflow server --host 0.0.0.0 --port 5000 --workers 2 --no-serve-artifacts \
      --default-artifact-root "${MLFLOW_ARTIFACTS_URI:-$ONEDATA_HOME/mlflow/artifacts}" \
      --allowed-hosts "${MLFLOW_SERVER_ALLOWED_HOSTS:-mlflow:5000,onedata-mlflow:5000,localhost:*,127.0.0.1:*}" "$@" ;;
  seed) exec python -m demo.seed "$@" ;; # this and `weather` want the extra `demo`
  weather) start python -m demo.weather_api --host 0.0.0.0 --port 8766 "$@" ;;
  onedata) # people, audit, ...: docker compose exec portal onedata-entrypoint onedata people list
    records
    exec onedata "$@" ;;
  migrate) mkdir -p "$ONEDATA_HOME/triton/models" && exec dagster instance migrate "$@" ;;
  health)
    case "$(cat "$role_file" 2>/dev/null)" in
      portal) get http://127.0.0.1:3000/api/session ;; # the store answers too
      daemon) dagster-daemon liveness-check ;;
      code) dagster api grpc-health-check -p 4000 ;;
      carte) get http://127.0.0.1:8081/kettle/status/ ;;
      mlflow) get http://127.0.0.1:5000/health ;;
      weather) get http://127.0.0.1:8766/ ;;
      *) exit 1 ;; # not started yet
    esac ;;
  *) exec "$role" "$@" ;; # a run pod brings its own command: dagster api execute_run ...
esac
