#!/bin/sh
# Makes the peer of the file formats: ggml and llama-quantize, built from the llama.cpp sources that the npm package
# node-llama-cpp carries, in ${XDG_CACHE_HOME:-~/.cache}/madang-peers/llama.cpp, and the small program ggml-peer beside
# them. Reused when it is there already. Prints the path of ggml-peer. Needs git, cmake and a C++ compiler; about five
# minutes on two cores.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bundle="$here/../node_modules/node-llama-cpp/llama/gitRelease.bundle"
home="${XDG_CACHE_HOME:-$HOME/.cache}/madang-peers"
sources="$home/llama.cpp"
peer="$home/ggml-peer"

if [ ! -x "$sources/build/bin/llama-quantize" ]; then
  [ -f "$bundle" ] || { echo "found no $bundle; expected npm ci to have installed node-llama-cpp" >&2; exit 1; }
  mkdir -p "$home"
  [ -d "$sources" ] || git clone --quiet "$bundle" "$sources"
  cmake -S "$sources" -B "$sources/build" -DCMAKE_BUILD_TYPE=Release -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_UI=OFF \
    -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_SERVER=OFF >&2
  cmake --build "$sources/build" --target llama-quantize -j "${JOBS:-2}" >&2
fi
if [ "$here/peers/ggml-peer.c" -nt "$peer" ]; then
  cc -O3 -march=native -I "$sources/ggml/include" "$here/peers/ggml-peer.c" -o "$peer" -L "$sources/build/bin" \
    -lggml-base -lm -Wl,-rpath,"$sources/build/bin" >&2
fi
echo "$peer"
