# setup.sh - What tool/quickstart and test/run share: packages, build, progress.
# Sourced, never run. The caller has set -euo pipefail.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$ROOT/build/release
LOG=$ROOT/build/setup.log
BUILD_PACKAGES=(clang-22 libclang-22-dev llvm-22-dev llvm-22-tools cmake ninja-build
                ccache g++ python3 git libasio-dev)

mkdir -p "$ROOT/build"
: >"$LOG"

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 3
}

step() { printf '\n==> %s\n' "$*"; }

# announced TITLE COMMAND...: runs it with its output in the log and shows that
# it moves: on a terminal the last `[n/m]` in place, elsewhere a line a minute
# (a CI system takes silence for a hang).
announced() {
  local title=$1 started=$SECONDS shown=$SECONDS from status=0 pid progress
  shift
  from=$(wc -c <"$LOG")
  printf '    %s ...\n' "$title"
  "$@" >>"$LOG" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.5
    progress=$(tail -c "+$((from + 1))" "$LOG" | grep -aoE '^\[[0-9]+/[0-9]+\]' | tail -n 1 || true)
    if [ -t 1 ]; then
      printf '\r    %ss %s\033[K' "$((SECONDS - started))" "$progress"
    elif ((SECONDS - shown >= 60)); then
      shown=$SECONDS
      printf '    %ss %s\n' "$((SECONDS - started))" "$progress"
    fi
  done
  wait "$pid" || status=$?
  [ ! -t 1 ] || printf '\r\033[K'
  if ((status != 0)); then
    tail -c "+$((from + 1))" "$LOG" | tail -n 40 >&2
    die "$title failed with status $status; everything it said is in $LOG"
  fi
  printf '    done in %ss\n' "$((SECONDS - started))"
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "root or sudo is needed for: $*"
  fi
}

# ensure_packages PACKAGE...: installs those that are not there.
ensure_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then
    printf '    all %s packages are installed\n' "$#"
    return
  fi
  printf '    to install: %s\n' "${missing[*]}"
  # Ask for the password now, not behind the progress display.
  ((EUID == 0)) || ! command -v sudo >/dev/null || sudo -v
  announced "reading the package lists" as_root apt-get update
  announced "installing ${#missing[@]} packages" \
    as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"
}

# Compiling against Clang takes up to 1.5 GB a process: more of them than the
# memory holds is slower than fewer.
build_jobs() {
  local by_memory
  by_memory=$(awk '/^MemAvailable:/ {print int($2 / 1500000)}' /proc/meminfo)
  ((by_memory >= 1)) || by_memory=1
  local cores=${JOBS:-$(nproc)}
  echo $((cores < by_memory ? cores : by_memory))
}

# build_recolor [TARGET...]: configures and builds the release preset.
build_recolor() {
  cd "$ROOT"
  announced "configuring" cmake --preset release
  announced "building with $(build_jobs) jobs" \
    cmake --build --preset release -j "$(build_jobs)" ${1:+--target "$@"}
}
