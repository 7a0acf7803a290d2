# tools/build.sh - how run and check configure and build; sourced after packages.sh.

core_count() { nproc; }
memory_gigabytes() { awk '/^MemTotal:/ { print int($2 / 1000000) }' /proc/meminfo; }

# One compiler needs up to 1.3 GB for a file that sees torch.
build_jobs() {
  if (($(memory_gigabytes) < 6)); then printf '1\n'; else core_count; fi
}

# configure FOLDER OPTION...: once; ninja repeats it when a CMakeLists.txt changes.
configure() {
  local folder=$1 asked
  shift
  asked="$PWD: $*"
  if [ -f "$folder/build.ninja" ] && [ "$asked" = "$(cat "$folder/asked.txt" 2>/dev/null)" ]; then
    return
  fi
  [ -f "$folder/build.ninja" ] || require_disk . 1 "the build"
  mkdir -p "$folder"
  cmake --fresh -G Ninja -S . -B "$folder" "$@" >"$folder/configure.log" 2>&1 || {
    grep -A 12 'CMake Error' "$folder/configure.log" >&2 || tail -n 20 "$folder/configure.log" >&2
    stop 4 "cmake failed; its whole output: $folder/configure.log"
  }
  printf '%s\n' "$asked" >"$folder/asked.txt"
}

build() {  # build FOLDER TARGET...; without a target everything
  local folder=$1
  shift
  NINJA_STATUS='[%f/%t, %es] ' cmake --build "$folder" -j "$(build_jobs)" ${1:+--target "$@"}
}
