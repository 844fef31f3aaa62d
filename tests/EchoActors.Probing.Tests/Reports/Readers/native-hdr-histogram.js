// C's decoder (npm: native-hdr-histogram, which carries HdrHistogram_c): count of each interval of a log.
const fs = require("fs");
module.paths.push("/usr/local/lib/node_modules", "/usr/lib/node_modules");
const Histogram = require("native-hdr-histogram");

for (const row of fs.readFileSync(process.argv[2], "utf8").split("\n").filter(row => /^[0-9]/.test(row))) {
  const interval = new Histogram(1, 3.6e12, 3);
  interval.setEncoded(Buffer.from(row.split(",")[3])); // adds to what is there
  console.log(interval.recordedcounts().reduce((sum, bucket) => sum + bucket.count, 0));
}
