#!/usr/bin/env bash
# What one node of a mesh costs: N nodes in one process, in a network namespace of their own so that the loopback counters
# count nothing else. Prints, for each N and fan-out: how long until the matrix is full, and then per node and second the
# processor time, the bytes on the wire (probes, replication and heartbeats, each counted once), and the memory.
#
#   benchmarks/mesh-scale.sh DIRECTORY [NODES[/FANOUT]...]   DIRECTORY: the published program; default 5 20 50 50/10
set -euo pipefail
program=$1
space=meshscale$$
seconds=20
trap 'kill "$pid" 2>/dev/null; ip netns del "$space"' EXIT
ip netns add "$space"
ip -n "$space" link set lo up

ask() { ip netns exec "$space" curl -sf --max-time 10 http://127.0.0.1:8080/api/v1/mesh; }
ticks() { sed 's/.*) //' "/proc/$pid/stat" | awk '{print $12 + $13}'; }
bytes() { ip netns exec "$space" cat /sys/class/net/lo/statistics/rx_bytes; }

echo "nodes  fan-out  full after  cpu/node  wire/node  memory/node"
sizes=("${@:2}")
((${#sizes[@]})) || sizes=(5 20 50 50/10)
for size in "${sizes[@]}"; do
  nodes=${size%/*}
  fanout=$([[ $size == */* ]] && echo "${size#*/}" || echo $((nodes - 1)))
  begun=$(date +%s%N)
  ip netns exec "$space" dotnet "$program/EchoActors.Cli.dll" mesh --nodes "$nodes" --fanout "$fanout" >/dev/null 2>&1 &
  pid=$!
  until ask | jq -e "(.mesh.rows | length) == $nodes and ([.mesh.rows[].paths[] | select(.state == \"up\")] | length) == $((nodes * fanout))" >/dev/null; do
    (($(date +%s%N) - begun < 180000000000)) || { echo "no full matrix after 180 s"; exit 1; }
    sleep "$((nodes > 20 ? 3 : 1))" # of many nodes, an answer is work enough to delay what it shows
  done
  full=$((($(date +%s%N) - begun) / 1000000))
  sleep 5
  t0=$(ticks) b0=$(bytes)
  sleep $seconds
  t1=$(ticks) b1=$(bytes)
  awk -v n="$nodes" -v f="$fanout" -v full=$full -v t=$((t1 - t0)) -v b=$((b1 - b0)) -v s=$seconds -v hz="$(getconf CLK_TCK)" \
    -v kb="$(awk '/VmRSS/ {print $2}' "/proc/$pid/status")" \
    'BEGIN {printf "%5d  %7d  %8.1f s  %6.2f %%  %4.1f kB/s  %8.1f MB\n", n, f, full / 1000, 100 * t / hz / s / n, b / s / n / 1000, kb / 1024 / n}'
  kill "$pid"
  wait "$pid" || true
done
