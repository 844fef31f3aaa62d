// JavaScript's reader (npm: hdr-histogram-js): start in ms and count of each interval of a log.
const fs = require("fs");
module.paths.push("/usr/local/lib/node_modules", "/usr/lib/node_modules");
const { HistogramLogReader } = require("hdr-histogram-js");

const reader = new HistogramLogReader(fs.readFileSync(process.argv[2], "utf8"));
for (let interval; (interval = reader.nextIntervalHistogram()) !== null;) {
  console.log(Math.round(interval.startTimeStampMsec), interval.totalCount, interval.maxValue);
}
