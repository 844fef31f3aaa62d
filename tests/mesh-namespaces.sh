#!/usr/bin/env bash
# Five nodes of a mesh, each a process in a network namespace of its own, on one bridge. Cuts links and kills processes,
# and checks what every node says. Nothing outside the namespaces it makes is touched, and they are gone when it ends,
# also when it is interrupted.
#
#   tests/mesh-namespaces.sh [DIRECTORY [SCENARIO...]]
#     DIRECTORY: where `dotnet publish src/EchoActors.Cli` put the program; left out, it is published first
#     SCENARIO: one_way_block pulled_cable healed_partition lasting_partition killed graceful_leave rolling_restart;
#               left out, all of them, which takes three to five minutes
#
# Exit code: 0 passed, 1 failed, 77 not run (needs root, ip netns, iptables, curl and jq), with the reason.
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=echomesh$$
net=10.77.0   # what the nodes are on, and what is cut
admin=10.78.0 # a network of its own for asking them
interval=3   # a cut may take two of these and takes one and some: what is left of the second is a slow machine's
all="1 2 3 4 5"
work=$(mktemp -d)
declare -A pids

cleanup() {
  kill -9 $(jobs -p) || true
  wait
  for n in hub $all; do ip netns del "$prefix-$n" 2>/dev/null || true; done
  rm -rf "$work"
}
trap 'cleanup 2>/dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

skip() { echo "SKIPPED: $1"; exit 77; }

fail() {
  echo "FAILED: $1"
  for n in $all; do
    echo "--- node-$n says:"
    matrix "$n" | jq -c '.mesh | [.members[] | .name + " " + .state],
      [.rows[] | .from as $f | .paths[] | select(.state != "up") | $f + " to " + .to + " " + .state]' || true
    echo "--- and its log ends with:"
    tail -n 8 "$work/node-$n.log" | command cut --characters=-180 || true
  done
  exit 1
}

## The machine: a hub, and five namespaces on it.

permitted() {
  [[ $(id -u) == 0 ]] || skip "network namespaces need root"
  for tool in ip iptables curl jq; do command -v $tool >/dev/null || skip "there is no $tool"; done
  ip netns add "$prefix-hub" 2>/dev/null || skip "this machine does not permit network namespaces"
  ip netns exec "$prefix-hub" iptables -L >/dev/null 2>&1 || skip "this machine does not permit iptables in a namespace"
}

wire() {
  bridge $net
  bridge $admin
  for n in $all; do
    ip netns add "$prefix-$n"
    ip -n "$prefix-$n" link set lo up
    plug "$n" $net
    plug "$n" $admin
  done
}

bridge() {
  ip -n "$prefix-hub" link add name "br$1" type bridge
  ip -n "$prefix-hub" addr add "$1.254/24" dev "br$1"
  ip -n "$prefix-hub" link set "br$1" up
}

plug() {
  ip -n "$prefix-hub" link add name "$2.$1" type veth peer name "to$2" netns "$prefix-$1"
  ip -n "$prefix-hub" link set "$2.$1" master "br$2" up
  ip -n "$prefix-$1" addr add "$2.$1/24" dev "to$2"
  ip -n "$prefix-$1" link set "to$2" up
}

in_node() { local n=$1; shift; ip netns exec "$prefix-$n" "$@"; }

# cut "nodes" "other nodes": nothing passes between them, in either direction.
cut() {
  local n m
  for n in $1; do
    for m in $2; do
      in_node "$n" iptables -A INPUT -s "$net.$m" -j DROP
      in_node "$n" iptables -A OUTPUT -d "$net.$m" -j DROP
    done
  done
}

heal() { for n in $1; do in_node "$n" iptables -F; done; }

## The nodes: starting them, asking them, and what they must say.

# Started here and not in a function that is called with &: the process id would be a subshell's.
start() {
  local n=$1
  ip netns exec "$prefix-$n" dotnet "$program/EchoActors.Cli.dll" mesh \
    --name "node-$n" --listen "$net.$n:3000" --cluster "$net.$n:4053" --interval ${interval}s --admin $admin.$n:8080 \
    --seed "$net.1:4053" --seed "$net.2:4053" --seed "$net.3:4053" --config "$work/test.conf" >>"$work/node-$n.log" 2>&1 &
  pids[$n]=$!
}

# What each of the nodes says that answers: one document after the other.
matrix() {
  local n urls=()
  for n in $1; do urls+=("http://$admin.$n:8080/api/v1/mesh"); done
  ip netns exec "$prefix-hub" curl -sf --max-time 1 "${urls[@]}" || true
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
now() { date -u +%Y-%m-%dT%H:%M:%S.%3N; }

# The words in which a condition is put. Healed is also membership: else it would judge the next cut by what is left of this one.
vocabulary='
  def address($n): "'$net'.\($n):4053";
  def state($from; $to): [.mesh.rows[] | select(.from == address($from)) | .paths[] | select(.to == address($to)) | .state][0];
  def down($from; $to): all($from[] as $f | $to[] as $t | state($f; $t); . == "down");
  def member($n): [.mesh.members[] | select(.name == "node-\($n)")][0];
  def gone($n): member($n).state == "gone" and member($n).lastSeen != null;
  def broken: [.mesh.rows[].paths[] | select(.state != "up")] | length;
  def complete($n): (.mesh.rows | length) == $n and ([.mesh.rows[].paths[] | select(.state == "up")] | length) == $n * ($n - 1);
  def healed: complete(5) and all(.mesh.members[]; .state == "up");'

# Few processes: asking must not starve the nodes.
says() { matrix "$1" | jq -es "$vocabulary length == $(wc -w <<<"$1") and all(.[]; $2)" >/dev/null; }

# expect SECONDS "what" "nodes" CONDITION [SINCE]: asked within that time from now, or from SINCE, all of the nodes say so.
expect() {
  local within=$1 what=$2 nodes=$3 condition=$4 begun=${5:-$(milliseconds)}
  until says "$nodes" "$condition"; do
    (($(milliseconds) - begun < within * 1000)) || fail "$what: not within $within s"
    sleep 0.2
  done
  printf '%6d ms  %s\n' $(($(milliseconds) - begun)) "$what"
}

# A cut must be shown within two probe intervals.
shown=$((2 * interval))

# No node of the list saw a path leave `up` since then. A first probe that a busy machine lets a node that just started
# answer late is none: that path was not up yet.
no_alarm_since() {
  local since=$1 nodes=$2 alarms
  alarms=$(matrix "$nodes" | jq -c --arg since "$since" '.mesh | .self as $node | .changes[]
    | select(.at > $since and .before == "up" and .after != "up") | {node: $node, alarm: .}')
  [[ -z $alarms ]] || fail "an alarm: $alarms"
}

# ends N CODE: the process of that node ends by itself, within 30 s, with this exit code.
ends() {
  local n=$1 expected=$2 code=0
  for _ in $(seq 300); do kill -0 "${pids[$n]}" 2>/dev/null || break; sleep 0.1; done
  kill -0 "${pids[$n]}" 2>/dev/null && fail "node-$n still runs"
  wait "${pids[$n]}" || code=$?
  ((code == expected)) || fail "node-$n ended with exit code $code instead of $expected"
  echo "           node-$n ended with exit code $code"
}

# status N CODE: what `mesh status`, asked on that node, exits with.
status() {
  local n=$1 expected=$2 code=0
  in_node "$n" dotnet "$program/EchoActors.Cli.dll" mesh status "$admin.$n:8080" >"$work/status" 2>&1 || code=$?
  ((code == expected)) || fail "mesh status at node-$n exits with $code instead of $expected: $(cat "$work/status")"
  echo "           mesh status at node-$n exits with $code"
}

## The scenarios. Each begins and ends with five nodes that are all up.

one_way_block() {
  echo "one-way block: node-1 may not connect to node-2's echo server"
  status 3 0
  in_node 1 iptables -A OUTPUT -d "$net.2" -p tcp --dport 3000 -j DROP
  expect $shown "every node shows that path down" "$all" 'state(1; 2) == "down"'
  expect 1 "and just that path; all nodes are up" "$all" 'broken == 1 and all(.mesh.members[]; .state == "up")'
  grep -q "WRN path node-1 to node-2 is down since .*; it was up since .*; last error: no answer" "$work/node-1.log" \
    || fail "node-1 has not logged the change"
  status 3 1
  heal 1
  expect 30 "healed: all up" "$all" healed
}

pulled_cable() {
  echo "a pulled cable: ip link set down"
  local pulled
  pulled=$(milliseconds)
  ip -n "$prefix-hub" link set $net.5 down
  expect $shown "the others show node-5's column down" "1 2 3 4" 'down([1, 2, 3, 4]; [5])' "$pulled"
  expect $shown "node-5 shows its own row down" "5" 'down([5]; [1, 2, 3, 4])' "$pulled"
  ip -n "$prefix-hub" link set $net.5 up
  expect 30 "healed: all up" "$all" healed
}

healed_partition() {
  echo "partition: 1 2 3 against 4 5, and heal before membership decides"
  cut "4 5" "1 2 3"
  expect $shown "each side shows the cut" "$all" 'down([1, 2, 3]; [4, 5]) or down([4, 5]; [1, 2, 3])'
  heal "4 5"
  expect 30 "healed: all up, no node was lost" "$all" healed
}

lasting_partition() {
  echo "partition: 1 2 3 against 4 5, until membership decides"
  cut "4 5" "1 2 3"
  expect 60 "the majority shows the minority gone, with when it was last seen" "1 2 3" 'gone(4) and gone(5) and complete(3)'
  ends 4 1
  ends 5 1
  heal "4 5"
  start 4
  start 5
  expect 60 "restarted as by a supervisor, with the same names and addresses: all up" "$all" 'complete(5)'
}

killed() {
  echo "kill -9 node-3"
  kill -9 "${pids[3]}"
  wait "${pids[3]}" 2>/dev/null || true
  expect $shown "the others show its column down" "1 2 4 5" 'down([1, 2, 4, 5]; [3])'
  expect 60 "then gone, with when it was last seen" "1 2 4 5" 'gone(3) and complete(4)'
  status 1 1
  start 3
  expect 60 "restarted: all up, and gone no more" "$all" 'complete(5) and member(3).state == "up"'
  status 1 0
}

graceful_leave() {
  echo "a graceful leave: SIGTERM to node-5"
  local since
  since=$(now)
  kill -TERM "${pids[5]}"
  expect 2 "its paths disappear at once" "1 2 3 4" 'complete(4)'
  ends 5 0
  expect 10 "and it is no member" "1 2 3 4" 'member(5) == null'
  no_alarm_since "$since" "1 2 3 4"
  start 5
  expect 60 "back again: all up" "$all" 'complete(5)'
}

rolling_restart() {
  echo "rolling restart of all nodes"
  local since n
  for n in $all; do
    since=$(now)
    kill -TERM "${pids[$n]}"
    ends "$n" 0
    start "$n"
    expect 60 "node-$n restarted: all up" "$all" 'complete(5)'
    no_alarm_since "$since" "${all//$n/}"
  done
  echo "           no false alarm on any path"
}

permitted
scenarios=("${@:2}")
((${#scenarios[@]})) || scenarios=(one_way_block pulled_cable healed_partition lasting_partition killed graceful_leave rolling_restart)
for scenario in "${scenarios[@]}"; do
  [[ $(type -t "$scenario") == function ]] || { echo "there is no scenario $scenario"; exit 1; }
done

program=${1:-$work/program}
if (($# == 0)); then
  dotnet publish src/EchoActors.Cli -c Release -o "$program" >"$work/publish.log" || { tail "$work/publish.log"; exit 1; }
fi

# What a test can't wait for: in earnest the split-brain resolver takes 20 s.
cat >"$work/test.conf" <<CONF
akka.cluster.failure-detector.acceptable-heartbeat-pause = 4s
akka.cluster.split-brain-resolver { stable-after = 10s, down-all-when-unstable = 8s }
CONF

wire
echo "start five nodes"
for n in $all; do start "$n"; done
expect 120 "every node shows a full matrix, all up" "$all" 'complete(5)'
for scenario in "${scenarios[@]}"; do $scenario; done
echo "PASSED in $SECONDS s"
