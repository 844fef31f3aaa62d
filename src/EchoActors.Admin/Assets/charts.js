// Draws each element with data-chart by uPlot, again when its data, the width or the colours change.
(() => {
  const shownIn = new Map(); // the plot and the data of each element
  // A variable of the palette as the browser sees it now, light or dark.
  const probe = document.body.appendChild(document.createElement('span'));
  probe.hidden = true;
  const colour = name => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };

  const iso = seconds => new Date(seconds * 1000).toISOString();
  const number = (value, digits) => value.toLocaleString('en', { maximumFractionDigits: digits });

  // A value with the largest unit that leaves at least one digit before the point.
  const scaled = (value, base, units) => {
    let unit = 0;
    while (Math.abs(value) >= base && unit < units.length - 1) {
      value /= base;
      unit++;
    }
    return `${number(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ${units[unit]}`;
  };
  const show = {
    duration: microseconds => microseconds >= 1e6 ? `${number(microseconds / 1e6, 2)} s` : scaled(microseconds, 1000, ['µs', 'ms']),
    bytes: bytes => scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB']),
    rate: bytes => `${show.bytes(bytes)}/s`,
    count: count => number(count, count < 10 ? 1 : 0),
    percent: percent => `${number(percent, 1)} %`,
  };

  // The date stands below the first label and below each first label of a day.
  const times = (_, splits) => {
    const seconds = splits.length > 1 && splits[1] - splits[0] < 60;
    return splits.map((at, index) => {
      const text = iso(at);
      const newDay = index === 0 || text.slice(0, 10) !== iso(splits[index - 1]).slice(0, 10);
      return text.slice(11, seconds ? 19 : 16) + (newDay ? `\n${text.slice(0, 10)}` : '');
    });
  };

  const dataOf = chart => [chart.x, ...chart.series.map(series => series.y)];

  const labelWidth = (plot, values) => {
    plot.ctx.font = plot.axes[1].font[0];
    const widest = Math.max(0, ...(values ?? []).map(value => plot.ctx.measureText(value ?? '').width));
    return Math.ceil(widest / devicePixelRatio) + 16;
  };

  // What was down has no line: its time is shaded.
  const shadeDown = shown => plot => {
    plot.ctx.fillStyle = colour('--chart-down');
    for (const [from, to] of shown.chart.down) {
      const left = Math.max(plot.bbox.left, plot.valToPos(from, 'x', true));
      const right = Math.min(plot.bbox.left + plot.bbox.width, plot.valToPos(to, 'x', true));
      plot.ctx.fillRect(left, plot.bbox.top, Math.max(1, right - left), plot.bbox.height);
    }
  };

  const create = (element, chart) => {
    const shown = { chart };
    const format = show[chart.unit];
    const axis = {
      stroke: colour('--quiet'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    };
    shown.plot = new uPlot({
      width: element.clientWidth,
      height: 210,
      padding: [12, 16, 0, 0],
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { range: () => [shown.chart.from, shown.chart.to] },
        y: { range: (_, __, most) => [0, shown.chart.most ?? (most > 0 ? most * 1.1 : 1)] },
      },
      axes: [
        { ...axis, size: 44, space: 70, values: times },
        { ...axis, size: labelWidth, values: (_, splits) => splits.map(format) },
      ],
      series: [
        { label: 'UTC', value: (_, at) => at === null ? '–' : iso(at).slice(0, 19).replace('T', ' ') },
        ...chart.series.map((series, index) => ({
          label: series.name,
          stroke: colour(index === 0 ? '--primary' : '--secondary'),
          fill: index === 0 ? colour('--chart-fill') : undefined,
          width: 2,
          value: (_, value) => value === null || value === undefined ? '–' : format(value),
        })),
      ],
      tzDate: at => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
      hooks: { drawClear: [shadeDown(shown)] },
    }, dataOf(chart), element);
    return shown;
  };

  const draw = element => {
    const chart = JSON.parse(element.dataset.chart);
    const shown = shownIn.get(element);
    if (shown) {
      shown.chart = chart;
      shown.plot.setData(dataOf(chart));
    } else {
      shownIn.set(element, create(element, chart));
    }
  };

  const forget = element => {
    shownIn.get(element).plot.destroy();
    shownIn.delete(element);
  };

  const drawAll = () => {
    [...shownIn.keys()].forEach(forget);
    document.querySelectorAll('[data-chart]').forEach(draw);
  };

  new MutationObserver(changes => {
    [...shownIn.keys()].filter(element => !element.isConnected).forEach(forget);
    const changed = changes.filter(change => change.type === 'attributes').map(change => change.target);
    const added = [...document.querySelectorAll('[data-chart]')].filter(element => !shownIn.has(element));
    new Set([...changed, ...added]).forEach(draw);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-chart'] });

  addEventListener('resize', drawAll);
  addEventListener('themechange', drawAll);
})();
