"use strict";
const report = JSON.parse(document.getElementById("report").textContent);
const at = id => document.getElementById(id);
const number = (value, digits = 0) => value.toLocaleString("en", { maximumFractionDigits: digits });
const time = us => us === undefined ? "–" : us >= 1e6 ? `${number(us / 1e6, 3)} s` : us >= 1e3 ? `${number(us / 1e3, 3)} ms` : `${number(us, 1)} µs`;
const rate = value => `${number(value, value < 100 ? 1 : 0)}/s`;

function row(table, cells, head = false, kind = "") {
  const line = table.insertRow();
  for (const cell of cells) {
    const element = document.createElement(head ? "th" : "td");
    element.textContent = cell;
    line.append(element);
  }
  line.className = kind;
}

function tile(name, value, kind = "") {
  const element = document.createElement("div");
  const figure = document.createElement("b");
  const label = document.createElement("span");
  figure.textContent = value;
  figure.className = kind;
  label.textContent = name;
  element.append(figure, label);
  at("tiles").append(element);
}

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const charts = [];

// A chart is drawn anew when the page's width or its colours change.
function chart(id, draw) {
  let plot;
  const redraw = () => {
    plot?.destroy();
    plot = draw(at(id));
  };
  redraw();
  charts.push(redraw);
}

function plot(target, x, y, series, data, scales = {}) {
  const axis = (options, label) => ({
    stroke: color("--quiet"), grid: { stroke: color("--line"), width: 1 }, ticks: { stroke: color("--line"), width: 1 },
    label, labelSize: 22, ...options,
  });
  return new uPlot({
    width: target.clientWidth, height: 260, padding: [null, 28, null, null], scales: { x: { time: false }, ...scales },
    axes: [axis({ values: (_, values) => values.map(v => v === null ? "" : x.show(v)) }, x.label), axis({ size: 84, values: (_, values) => values.map(v => v === null ? "" : y.show(v)) }, y.label)],
    series: [
      { label: x.label, value: (_, v) => v === null ? "" : x.show(v) },
      ...series.map(one => ({
        width: 2, ...one, stroke: color(one.stroke), points: { show: data[0].length < 60, size: 5 },
        value: (_, v) => v === null || v === undefined ? "" : y.show(v),
      })),
    ],
  }, data, target);
}

function overTime() {
  const seconds = report.timeline.map(point => point.start_seconds + point.length_seconds);
  const x = { label: "seconds from the start", show: v => number(v, 1) };
  const pick = name => report.timeline.map(point => point[name] ?? null);
  const requested = pick("requested_rate_per_second");
  chart("throughput", target => plot(
    target, x, { label: "messages per second", show: v => number(v) },
    [
      { label: "achieved", stroke: "--one" },
      ...(requested.some(v => v !== null) ? [{ label: "requested", stroke: "--four", dash: [6, 4] }] : []),
    ],
    [seconds, pick("achieved_rate_per_second"), ...(requested.some(v => v !== null) ? [requested] : [])],
    { y: { range: (_, __, most) => [0, most * 1.1 || 1] } }));
  chart("latency", target => plot(
    target, x, { label: "latency", show: time },
    [
      { label: "p50", stroke: "--one" }, { label: "p90", stroke: "--two" },
      { label: "p99", stroke: "--three" }, { label: "max", stroke: "--four" },
    ],
    [seconds, ...["p50", "p90", "p99", "max"].map(name => pick(`${name}_microseconds`))],
    { y: { distr: 3 } }));
}

// The further right, the rarer: each step to the right has a tenth of the messages above it.
function byPercentile() {
  const below100 = report.percentile_curve.filter(point => point.percentile < 100);
  chart("percentiles", target => plot(
    target,
    { label: "percentile", show: v => `${number(100 - 100 / v, 4)} %` },
    { label: "latency", show: time },
    [{ label: "latency", stroke: "--one" }],
    [below100.map(point => 100 / (100 - point.percentile)), below100.map(point => point.latency_microseconds)],
    { x: { time: false, distr: 3 }, y: { distr: 3 } }));
}

function byRate() {
  if (report.steps.length < 2) {
    return;
  }

  at("steps-section").hidden = false;
  const steps = [...report.steps].sort((a, b) => a.requested_rate_per_second - b.requested_rate_per_second);
  const of = name => steps.map(step => step.latency_microseconds[name] ?? null);
  chart("rates", target => plot(
    target, { label: "messages per second requested", show: v => number(v) }, { label: "latency", show: time },
    [{ label: "p50", stroke: "--one" }, { label: "p99", stroke: "--three" }, { label: "max", stroke: "--four" }],
    [steps.map(step => step.requested_rate_per_second), of("p50"), of("p99"), of("max")], { y: { distr: 3 } }));
  row(at("steps"), ["requested", "achieved", "p50", "p99", "max", "dropped", "errors", ""], true);
  for (const step of report.steps) {
    const latency = step.latency_microseconds;
    row(at("steps"), [
      rate(step.requested_rate_per_second), rate(step.achieved_rate_per_second),
      ...["p50", "p99", "max"].map(name => time(latency[name])),
      number(step.dropped ?? 0), number(step.errors), step.held ? "held" : "broke"], false, step.held ? "" : "bad");
  }
}

function figures(result) {
  const rows = [
    [report.load.churn ? "connect, exchange" : "latency", result.latency_microseconds],
    ["uncorrected", result.uncorrected_microseconds],
    ["send delay", result.send_delay_microseconds],
    ["connect", result.connect_microseconds],
    ["handshake", result.handshake_microseconds],
  ].filter(([, values]) => values && Object.keys(values).length > 0);
  if (rows.length > 0) {
    row(at("figures"), ["", ...Object.keys(rows[0][1])], true);
  }
  for (const [name, values] of rows) {
    row(at("figures"), [name, ...Object.values(values).map(time)]);
  }

  at("caveat").textContent = report.load.loop === "open"
    ? "Open loop: latency counts from when a send was due, uncorrected from when it was made; send delay is the generator's own error."
    : "Closed loop: while the server stalls nothing is sent, so percentiles can't show stalls; an open loop (--rate) does.";
}

function words() {
  const { load, environment, result } = report;
  const size = load.message_bytes_least === load.message_bytes_most
    ? number(load.message_bytes_most) : `${number(load.message_bytes_least)} to ${number(load.message_bytes_most)}`;
  document.title = `echoactors bench ${load.target}`;
  at("target").textContent = load.target;
  at("summary").textContent = `${number(load.connections)} connections, ${load.loop} loop, messages of ${size} bytes, `
    + `${number(load.warmup_seconds, 1)} s of warm-up; begun ${report.started_at}`;
  if (report.partial) {
    at("partial").hidden = false;
    at("partial").textContent = `Partial: ${report.partial}.`;
  }
  const errors = Object.values(report.errors).reduce((sum, count) => sum + count, 0);
  if (result) {
    if (report.highest_rate_held_per_second) {
      tile("highest rate that held", rate(report.highest_rate_held_per_second));
    }
    if (result.requested_rate_per_second) {
      tile("requested", rate(result.requested_rate_per_second));
    }
    tile("echoed", rate(result.achieved_rate_per_second));
    tile("each way", `${number(result.bytes_per_second / 1e6, 2)} MB/s`);
    const latency = result.latency_microseconds;
    for (const name of ["p50", "p99"]) {
      if (name in latency || latency.max === undefined) { // asked for, or nothing came back
        tile(name, time(latency[name]));
      }
    }
    tile("lost", number(result.lost), result.lost ? "bad" : "");
    if (result.dropped !== undefined) {
      tile("dropped", number(result.dropped), result.dropped ? "bad" : "");
    }
    if (result.segments_sent !== undefined) {
      tile("path rtt", time(result.path_rtt_microseconds));
      tile("path MTU", number(result.path_mtu));
      tile("segments sent again", number(result.segments_retransmitted));
    }
    figures(result);
  }
  tile("errors", number(errors), errors ? "bad" : "");
  for (const verdict of report.thresholds) {
    at("verdicts-section").hidden = false;
    row(at("verdicts"), [verdict.threshold, verdict.actual, verdict.holds ? "holds" : "does not hold"], false, verdict.holds ? "good" : "bad");
  }
  for (const [cause, count] of Object.entries(report.errors)) {
    at("errors-section").hidden = false;
    row(at("errors"), [cause.replaceAll("_", " "), number(count)]);
  }
  for (const sentence of report.error_messages) {
    const item = document.createElement("li");
    item.textContent = sentence;
    at("sentences").append(item);
  }
  at("command").textContent = report.command_line;
  row(at("environment"), ["EchoActors", environment.version]);
  row(at("environment"), ["system", `${environment.system}, ${environment.architecture}`]);
  row(at("environment"), ["cores", environment.cores]);
  row(at("environment"), ["runtime", environment.runtime + (environment.server_garbage_collection ? ", server GC" : "")]);
}

words();
overTime();
byPercentile();
byRate();
const redrawAll = () => charts.forEach(redraw => redraw());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
addEventListener("resize", redrawAll);
