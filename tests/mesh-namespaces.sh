#!/usr/bin/env bash
# Five nodes of a mesh, each a process in a network namespace of its own, on one bridge. Cuts links and kills processes,
# and checks what every node says. Nothing outside the namespaces it makes is touched.
#
#   tests/mesh-namespaces.sh [DIRECTORY [SCENARIO...]]
#     DIRECTORY: where `dotnet publish src/EchoActors.Cli` put the program; left out, it is published first
#     SCENARIO: one_way_block pulled_cable healed_partition lasting_partition killed graceful_leave rolling_restart;
#               left out, all of them
#
# Exit code: 0 passed, 1 failed, 77 not run (needs root, ip netns, iptables, curl and jq), with the reason.
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=echomesh$$
net=10.77.0
interval=2
work=$(mktemp -d)
declare -A pids

skip() { echo "SKIPPED: $1"; exit 77; }
fail() {
  echo "FAILED: $1"
  for n in 1 2 3 4 5; do
    echo "--- node-$n says:"; matrix "$n" | jq -c '.mesh | [.members[] | .name + " " + .state], [.rows[] | .from as $f | .paths[] | select(.state != "up") | $f + " to " + .to + " " + .state]' || true
    echo "--- and its log ends with:"; tail -n 8 "$work/node-$n.log" || true
  done
  exit 1
}

cleanup() {
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait
  for n in hub 1 2 3 4 5; do ip netns del "$prefix-$n" 2>/dev/null || true; done
  rm -rf "$work"
}

[[ $(id -u) == 0 ]] || skip "network namespaces need root"
for tool in ip iptables curl jq; do command -v $tool >/dev/null || skip "there is no $tool"; done
ip netns add "$prefix-hub" 2>/dev/null || skip "this machine does not permit network namespaces"
trap 'cleanup 2>/dev/null' EXIT
ip netns exec "$prefix-hub" iptables -L >/dev/null 2>&1 || skip "this machine does not permit iptables in a namespace"

program=${1:-}
if [[ -z $program ]]; then
  program=$work/program
  dotnet publish src/EchoActors.Cli -c Release -o "$program" >"$work/publish.log" || { tail "$work/publish.log"; exit 1; }
fi

# What a test can't wait for: in earnest the split-brain resolver takes 20 s.
cat >"$work/test.conf" <<CONF
akka.cluster.failure-detector.acceptable-heartbeat-pause = 4s
akka.cluster.split-brain-resolver { stable-after = 10s, down-all-when-unstable = 8s }
CONF

in_node() { local n=$1; shift; ip netns exec "$prefix-$n" "$@"; }
matrix() { in_node "$1" curl -sf --max-time 1 http://127.0.0.1:8080/api/v1/mesh; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

wire() {
  ip -n "$prefix-hub" link add name br0 type bridge
  ip -n "$prefix-hub" link set br0 up
  for n in 1 2 3 4 5; do
    ip netns add "$prefix-$n"
    ip -n "$prefix-hub" link add name "port$n" type veth peer name eth0 netns "$prefix-$n"
    ip -n "$prefix-hub" link set "port$n" master br0 up
    ip -n "$prefix-$n" link set lo up
    ip -n "$prefix-$n" addr add "$net.$n/24" dev eth0
    ip -n "$prefix-$n" link set eth0 up
  done
}

start() {
  local n=$1
  in_node "$n" dotnet "$program/EchoActors.Cli.dll" mesh --name "node-$n" --listen "$net.$n:3000" --cluster "$net.$n:4053" \
    --seed "$net.1:4053" --seed "$net.2:4053" --seed "$net.3:4053" --interval ${interval}s --config "$work/test.conf" \
    >>"$work/node-$n.log" 2>&1 &
  pids[$n]=$!
}

# expect SECONDS "what" "node numbers" JQ-CONDITION: each of the nodes says so within that time.
expect() {
  local within=$1 what=$2 nodes=$3 condition=$4 begun now n
  begun=$(milliseconds)
  for n in $nodes; do
    until matrix "$n" 2>/dev/null | jq -e "
        def state(\$f; \$t): [.mesh.rows[] | select(.from == \"$net.\\(\$f):4053\") | .paths[] | select(.to == \"$net.\\(\$t):4053\") | .state][0];
        def member(\$n): [.mesh.members[] | select(.name == \"node-\\(\$n)\") | .state][0];
        def complete(\$n): (.mesh.rows | length) == \$n and ([.mesh.rows[].paths[] | select(.state == \"up\")] | length) == \$n * (\$n - 1);
        $condition" >/dev/null; do
      now=$(milliseconds)
      ((now - begun <= within * 1000)) || fail "$what: not so at node-$n after $within s"
      sleep 0.05
    done
  done
  now=$(milliseconds)
  ((now - begun <= within * 1000)) || fail "$what: took $((now - begun)) ms, more than $within s"
  printf '%6d ms  %s\n' $((now - begun)) "$what"
}

ends_with_failure() {
  local n=$1 code=0
  for _ in $(seq 300); do kill -0 "${pids[$n]}" 2>/dev/null || break; sleep 0.1; done
  kill -0 "${pids[$n]}" 2>/dev/null && fail "node-$n of the minority still runs"
  wait "${pids[$n]}" || code=$?
  ((code != 0)) || fail "node-$n of the minority ended with exit code 0"
  echo "           node-$n of the minority ended with exit code $code"
}

ends_well() {
  local code=0
  wait "${pids[$1]}" || code=$?
  ((code == 0)) || fail "node-$1 left with exit code $code"
}

# Both ways, at the nodes of the first list.
cut() { local n m; for n in $1; do for m in $2; do
  in_node "$n" iptables -A INPUT -s "$net.$m" -j DROP
  in_node "$n" iptables -A OUTPUT -d "$net.$m" -j DROP
done; done; }
heal() { local n; for n in $1; do in_node "$n" iptables -F; done; }

# No node of the list saw a path leave `up` since then.
no_alarm_since() {
  local since=$1 nodes=$2 alarms n
  for n in $nodes; do
    alarms=$(matrix "$n" | jq -c --arg since "$since" '[.mesh.changes[] | select(.at > $since and .after != "up")]')
    [[ $alarms == "[]" ]] || fail "node-$n saw an alarm: $alarms"
  done
}

all="1 2 3 4 5"

one_way_block() {
  echo "one-way block: node-1 may not connect to node-2's echo server"
  in_node 1 iptables -A OUTPUT -d "$net.2" -p tcp --dport 3000 -j DROP
  expect $((2 * interval)) "every node shows that path down" "$all" 'state(1; 2) == "down"'
  expect 1 "and just that path; all nodes are up" "$all" \
    '([.mesh.rows[].paths[] | select(.state != "up")] | length) == 1 and all(.mesh.members[]; .state == "up")'
  heal 1
  expect $((3 * interval)) "healed: all up" "$all" 'complete(5)'
}

pulled_cable() {
  echo "a pulled cable: ip link set port5 down"
  ip -n "$prefix-hub" link set port5 down
  expect $((2 * interval)) "the others show node-5's column down" "1 2 3 4" '[range(1; 5) as $n | state($n; 5)] | all(. == "down")'
  expect 1 "node-5 shows its own row down" "5" '[range(1; 5) as $n | state(5; $n)] | all(. == "down")'
  ip -n "$prefix-hub" link set port5 up
  expect 15 "healed: all up" "$all" 'complete(5)'
}

healed_partition() {
  echo "partition: 1 2 3 against 4 5, and heal before membership decides"
  cut "4 5" "1 2 3"
  expect $((2 * interval)) "the majority shows the cut" "1 2 3" '[range(1; 4) as $f | range(4; 6) as $t | state($f; $t)] | all(. == "down")'
  expect 1 "the minority shows the cut" "4 5" '[range(4; 6) as $f | range(1; 4) as $t | state($f; $t)] | all(. == "down")'
  heal "4 5"
  expect 15 "healed: all up, no node was lost" "$all" 'complete(5)'
}

lasting_partition() {
  echo "partition: 1 2 3 against 4 5, until membership decides"
  cut "4 5" "1 2 3"
  expect 60 "the majority shows the minority gone, with when it was last seen" "1 2 3" \
    'member(4) == "gone" and member(5) == "gone" and all(.mesh.members[] | select(.state == "gone"); .lastSeen != null) and complete(3)'
  ends_with_failure 4
  ends_with_failure 5
  heal "4 5"
  start 4
  start 5
  expect 40 "restarted as by a supervisor, with the same names and addresses: all up" "$all" 'complete(5)'
}

killed() {
  echo "kill -9 node-3"
  kill -9 "${pids[3]}"
  expect $((2 * interval)) "the others show its column down" "1 2 4 5" '[(1, 2, 4, 5) as $n | state($n; 3)] | all(. == "down")'
  expect 60 "then gone" "1 2 4 5" 'member(3) == "gone" and complete(4)'
  start 3
  expect 40 "restarted: all up" "$all" 'complete(5)'
}

graceful_leave() {
  echo "a graceful leave: SIGTERM to node-5"
  local since
  since=$(date -u +%Y-%m-%dT%H:%M:%S.%3N)
  kill -TERM "${pids[5]}"
  expect 3 "its paths disappear at once" "1 2 3 4" 'complete(4)'
  ends_well 5
  expect 10 "and it is no member" "1 2 3 4" 'member(5) == null'
  no_alarm_since "$since" "1 2 3 4"
  start 5
  expect 40 "back again: all up" "$all" 'complete(5)'
}

rolling_restart() {
  echo "rolling restart of all nodes"
  local since n
  for n in $all; do
    since=$(date -u +%Y-%m-%dT%H:%M:%S.%3N)
    kill -TERM "${pids[$n]}"
    ends_well "$n"
    start "$n"
    expect 40 "node-$n restarted: all up" "$all" 'complete(5)'
    no_alarm_since "$since" "${all//$n/}"
  done
  echo "           no false alarm on any path"
}

wire
echo "start five nodes"
for n in $all; do start "$n"; done
expect 60 "every node shows a full matrix, all up" "$all" 'complete(5)'
for scenario in "${@:2}"; do
  [[ $(type -t "$scenario") == function ]] || fail "there is no scenario $scenario"
done
scenarios=(one_way_block pulled_cable healed_partition lasting_partition killed graceful_leave rolling_restart)
(($# > 1)) && scenarios=("${@:2}")
for scenario in "${scenarios[@]}"; do $scenario; done
echo "PASSED"
