# SPDX-License-Identifier: Apache-2.0 OR MIT
# Shared by scripts/bench, scripts/test and .ci/run: package installation and build, each done once. Source it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

say() { printf '== %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "installing packages needs root or sudo: apt-get install $*"; fi
}

# What the build and the main job need, and what the tests and checks need on top.
bench_packages=(ca-certificates gcc g++ clang-19 cmake ninja-build pkg-config git python3 python3-matplotlib
    libsodium-dev libssl-dev libxxhash-dev libjansson-dev libbenchmark-dev)
test_packages=("${bench_packages[@]}" valgrind libclang-rt-19-dev qemu-user chromium)
check_packages=("${test_packages[@]}" clang-format-14)
# cross_packages ARCH: the cross compiler, the emulator and what the build links.
cross_packages() {
    case $1 in
    aarch64) echo gcc-aarch64-linux-gnu g++-aarch64-linux-gnu qemu-user libsodium-dev:arm64 libssl-dev:arm64 \
        libxxhash-dev:arm64 libjansson-dev:arm64 libbenchmark-dev:arm64 ;;
    s390x) echo gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user ;;
    *) die "no cross build for $1; there are aarch64 and s390x" ;;
    esac
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# install PACKAGE...: installs what is missing from Debian packages; does nothing at all when nothing is.
install() {
    local missing=() p
    for p in "$@"; do installed "$p" || installed "$p:$(dpkg --print-architecture)" || missing+=("$p"); done
    [ ${#missing[@]} = 0 ] && return 0
    # Copies of one library for two architectures must have one version: name both, so that apt may bring the older one up.
    case "${missing[*]}" in *:*) missing=("$@") ;; esac
    command -v apt-get >/dev/null || die "this is no Debian system; install these packages by hand: ${missing[*]}"
    say "installing from Debian packages: ${missing[*]}"
    as_root apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

add_architecture() {
    dpkg --print-foreign-architectures | grep -qx "$1" || as_root dpkg --add-architecture "$1"
}

# build PRESET [TARGET...]: configures when needed and builds (everything, or the targets).
build() {
    local preset=$1 log
    local targets=("${@:2}")
    if [ ! -f "build/$preset/build.ninja" ]; then
        say "configuring build/$preset"
        mkdir -p "build/$preset"
        log="build/$preset/configure.log"
        cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; die "configuring build/$preset failed"; }
        sed -n '/sigmark/,/SIGMARK_SANITIZE/p' "$log" | grep '^-- ' >&2 || true
    fi
    say "building build/$preset"
    log="build/$preset/build.log"
    cmake --build --preset "$preset" ${targets[0]+--target "${targets[@]}"} >"$log" 2>&1 || { cat "$log" >&2; die "building build/$preset failed"; }
}

# set_option PRESET NAME ON|OFF: of a build that is there, and only what is registered as tests depends on it.
set_option() {
    grep -qx "$2:BOOL=$3" "build/$1/CMakeCache.txt" || cmake "-D$2=$3" "build/$1" >/dev/null
}
