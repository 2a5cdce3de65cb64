#!/bin/sh
# Compiles each program of this folder to a .wasm beside it. Needs Debian's clang and lld; compiled with clang 14.
set -eu
cd "$(dirname "$0")"
for source in *.c; do
  clang --target=wasm32 -O2 -std=c17 -Wall -Wextra -Werror -nostdlib -ffreestanding -fvisibility=hidden \
    -Wl,--no-entry,--export-dynamic,--strip-all,-z,stack-size=65536 -o "${source%.c}.wasm" "$source"
done
