// What can be pointed at in a figure, and the words for it.
const figureValues = (() => {
  "use strict";
  const { known, number } = figureAxes;
  const { element } = figureMarks;
  const same = (a, b) => a.length === b.length && a.every((value, k) => value === b[k]);
  const plain = html => new DOMParser().parseFromString(html, "text/html").body.textContent;

  // The series of a panel that are to be seen, as tracks of points in order across.
  function tracks(figure, index, plot) {
    const found = [];
    const add = (series, style, label, xs, ys, { low, high, interval, isRun } = {}) => {
      if (figure.isOff(index, series)) return;
      // Markers on a line are the line's own points, and may have its name.
      const line = found.find(track => same(track.xs, xs) && same(track.ys, ys));
      if (line) {
        line.label ||= label;
        return;
      }
      const points = xs
        .map((x, k) => ({ x, y: ys[k], low: low?.[k], high: high?.[k], at: plot.point(x, ys[k]) }))
        .filter(point => point.at && plot.holds(point.at))
        .sort((a, b) => a.at[0] - b.at[0]);
      if (points.length) found.push({ panel: index, label, tone: style.tone, interval, isRun, points, xs, ys });
    };
    for (const [place, mark] of figure.data.panels[index].marks.entries()) {
      if (figure.isWholeOff(index, place)) continue;
      if (mark.kind === "line" || mark.kind === "scatter" || mark.kind === "bars") {
        const { series, style, name, x, y, low, high } = mark;
        add(series, style, name, x, y, { low, high, interval: "interval" });
      } else if (mark.kind === "ensemble") {
        addEnsemble(add, mark, figure.layers.runs);
      }
    }
    return found;
  }

  function addEnsemble(add, mark, hasRuns) {
    const layer = name => mark.layers.find(candidate => candidate.layer === name);
    const middle = layer("median") || layer("markers");
    const several = mark.runs.length > 1, name = mark.name.replace(/(, )?median$/, "");
    const xs = count => mark.x.slice(0, count);
    add(mark.series, middle.style, several && name ? `${name}, median` : mark.name, xs(mark.median.length), mark.median,
      several ? { low: mark.low, high: mark.high, interval: mark.interval } : {});
    if (!several || !hasRuns) return;
    const { series, style } = layer("runs");
    mark.runs.forEach((run, k) => {
      add(series, style, `${name && name + ", "}seed ${k + 1} of ${mark.runs.length}`, xs(run.length), run, { isRun: true });
    });
  }

  // HTML, as all names and labels of the data are.
  const named = (axis, value) => axis.categories?.[Math.round(value)] ?? number(value);
  const hasInterval = point => known(point.low) && known(point.high);

  function row(label, value) {
    const line = element("div", {}, element("span"), element("span"));
    line.firstChild.innerHTML = label;
    line.lastChild.innerHTML = value;
    return line;
  }

  const swatch = ({ tone }) => element("svg", { viewBox: "-4 -4 8 8", "aria-hidden": "true" },
    element("circle", { class: tone, fill: "currentColor", r: 3.6 }));

  // Rows of the readout: the series, then x, y and, where there is one, the interval.
  function rows({ x, y }, track, point) {
    const head = element("div", {}, swatch(track), element("span"));
    head.lastChild.innerHTML = track.label || y.label;
    const values = [row(x.label || "x", named(x, point.x)), row(y.label || "y", named(y, point.y))];
    if (hasInterval(point)) values.push(row(track.interval, `[${number(point.low)}, ${number(point.high)}]`));
    return [head, ...values];
  }

  // Of the other series of a panel those that the cross-hair meets, each at its point nearest across, where that is as
  // near as a 40th of the panel's width. Single seeds stay out.
  function crossed(tracks, track, across, width) {
    return tracks.filter(other => other !== track && !other.isRun).flatMap(other => {
      const miss = point => Math.abs(point.at[0] - across);
      const point = other.points.reduce((best, next) => miss(next) < miss(best) ? next : best);
      return miss(point) <= width / 40 ? [{ track: other, point }] : [];
    });
  }
  // Their rows in the readout, `most` of them.
  const crossedRows = ({ y }, found, most = 6) => [
    ...found.slice(0, most).map(({ track, point }) => {
      const line = row(track.label || y.label, named(y, point.y));
      line.prepend(swatch(track));
      return line;
    }),
    ...(found.length > most ? [row(`${found.length - most} more`, "")] : [])
  ];

  // The same as a sentence.
  function sentence({ x, y }, track, point) {
    const said = (axis, value) => plain(axis.categories?.[Math.round(value)] ?? number(value, true));
    const at = `${plain(x.label)} ${said(x, point.x)}, ${plain(y.label)} ${said(y, point.y)}`;
    const interval = hasInterval(point) ? `, from ${number(point.low, true)} to ${number(point.high, true)}` : "";
    return `${plain(track.label || y.label)}: ${at}${interval}`;
  }

  return { tracks, rows, crossed, crossedRows, sentence };
})();
