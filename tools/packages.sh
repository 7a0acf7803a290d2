# tools/packages.sh - which Debian packages run and check need, and how missing ones are installed.
#
# Sourced by ./run and ./check. Touches apt only when something is missing, so both work offline
# afterwards. Exit code 4: the machine lacks something that the user must give.

RUN_PACKAGES=(
  cmake g++ ninja-build pkg-config ccache
  libtorch-dev
  libopenblas0-pthread libopenblas-pthread-dev      # without it torch takes the slow reference BLAS
  libsqlite3-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev libfmt-dev
  libxxhash-dev zlib1g-dev libeigen3-dev
  libprotobuf-dev protobuf-compiler libonnx-dev     # the ONNX schema
  doctest-dev libbenchmark-dev
  dataset-fashion-mnist
)
CHECK_PACKAGES=(clang-format clang-tidy python3 python3-jsonschema git ca-certificates)
LONG_PACKAGES=(chromium)

say() { printf '%s\n' "$@"; }
stop() {  # stop CODE LINE...
  local code=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qxF "installed $package" <<<"$installed" || printf '%s\n' "$package"
  done
}

free_gigabytes() { df --output=avail -BG "$1" | tail -n 1 | tr -dc '0-9'; }

require_disk() {  # require_disk FOLDER GIGABYTES WHAT-FOR
  local free
  free=$(free_gigabytes "$1")
  if ((free < $2)); then
    stop 4 "$1: $free GB of disk are free; $3 needs about $2 GB." \
      "Free some space, or clone to another disk, and start again."
  fi
}

# Runs apt-get; waits up to ten minutes for another apt that holds a lock.
apt_get() {
  local log=$1 waited=0
  shift
  until "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1; do
    if ((waited >= 600)) || ! tail -n 5 "$log" | grep -q 'Could not get lock'; then
      return 1
    fi
    say "  another package manager is at work; waiting for it ($waited s of 600 s)"
    sleep 10
    waited=$((waited + 10))
  done
}

show_install_progress() {  # show_install_progress LOG PID
  local done_count
  while kill -0 "$2" 2>/dev/null; do
    sleep 10
    done_count=$(grep -c '^Setting up' "$1" || true)
    if ((done_count > 0)); then
      say "  $done_count packages set up"
    elif tail -n 3 "$1" | grep -q 'Waiting for cache lock'; then
      say "  another package manager is at work; waiting for it (at most 600 s)"
    else
      say "  downloading: $(grep -c '^Get:' "$1" || true) files"
    fi
  done
}

choose_root() {  # sets AS_ROOT, or stops with the line that the user has to give to someone who may
  if (($(id -u) == 0)); then
    AS_ROOT=()
  elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    AS_ROOT=(sudo)
  else
    stop 4 "These packages are missing and only root can install them:" \
      "  apt-get install -y --no-install-recommends $*" "Then start again."
  fi
}

install_packages() {  # install_packages PACKAGE...
  local missing log worker
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    stop 4 "This is no Debian (no apt-get); it is tried on Debian 12." "Install by hand: $*"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) && return
  choose_root "${missing[@]}"
  require_disk / 3 "installing the packages"
  mkdir -p build
  log=build/packages.log
  : >"$log"
  say "Installing ${#missing[@]} packages, once: ${missing[*]}"
  apt_get "$log" update || say "  the package lists could not be renewed; trying with the old ones"
  apt_get "$log" install --no-install-recommends "${missing[@]}" &
  worker=$!
  show_install_progress "$log" "$worker"
  if ! wait "$worker"; then
    tail -n 15 "$log" >&2
    stop 4 "apt-get failed (its whole output: $log). Mend that, or install by hand:" \
      "  apt-get install -y --no-install-recommends ${missing[*]}"
  fi
}

# torch calls whatever libblas.so.3 points to; the reference BLAS would make training crawl.
warn_about_slow_blas() {
  local blas
  blas=$(readlink -f "/usr/lib/$(gcc -print-multiarch)/libblas.so.3" || true)
  case $blas in
    *openblas*) ;;
    *)
      say "Warning: libblas.so.3 is $blas, not OpenBLAS: training will crawl." >&2
      say "Choose: update-alternatives --config libblas.so.3-$(gcc -print-multiarch)" >&2
      ;;
  esac
}
