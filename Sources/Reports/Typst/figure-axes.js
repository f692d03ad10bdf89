// Numbers, ticks and scales of redrawn figures, by the rules of NumberLabel, Ticks and AxisFrame in
// Sources/Plots. An axis is {scale: "linear", "log" or "symmetricLog", range: [low, high], label, …}; `zero` says that a
// logarithmic one has a lane for what is exactly 0, and `threshold` within what a symmetric one is linear.
const figureAxes = (() => {
  "use strict";
  const MINUS = "\u2212";
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const known = value => value !== null && value !== undefined;

  function decimal(value, decimals) {
    const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
    return (value < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
  }
  const power = exponent => `10^{${exponent < 0 ? MINUS : ""}${Math.abs(exponent)}}`;
  function scientific(mantissa, exponent, decimals) {
    if (mantissa === 0) return "0";
    if (decimals === 0 && Math.round(Math.abs(mantissa)) === 1) return (mantissa < 0 ? MINUS : "") + power(exponent);
    return decimal(mantissa, decimals) + "\u00d7" + power(exponent);
  }
  // Four digits; `spoken` is for a voice, without superscripts.
  function number(value, spoken = false) {
    const size = Math.abs(value);
    if (value === 0) return "0";
    if (Number.isInteger(value) && size < 1e6) return decimal(value, 0);
    const [mantissa, exponent] = value.toExponential(3).split("e").map(Number);
    const trimmed = text => text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
    if (exponent >= -3 && exponent < 5) return trimmed(decimal(value, Math.max(0, 3 - exponent)));
    const digits = trimmed(decimal(mantissa, 3));
    return spoken ? `${digits} times ten to the ${decimal(exponent, 0)}`
      : `${digits}\u00d710<sup>${decimal(exponent, 0)}</sup>`;
  }

  function linearTicks(low, high, count, whole) {
    const limit = Math.max(count, 2);
    let exponent = Math.floor(Math.log10((high - low) / limit)) - 1;
    if (whole) exponent = Math.max(0, exponent);
    for (;; exponent++) {
      for (const mantissa of [1, 2, 2.5, 5]) {
        if (whole && exponent === 0 && mantissa === 2.5) continue;
        const unit = 10 ** Math.abs(exponent);
        const scaled = value => exponent < 0 ? value * unit : value / unit;
        const first = Math.ceil(scaled(low) / mantissa - 1e-9), last = Math.floor(scaled(high) / mantissa + 1e-9);
        if (last - first + 1 > limit) continue;
        const decimals = Math.max(0, -exponent + (mantissa === 2.5 ? 1 : 0));
        const largest = Math.max(Math.abs(low), Math.abs(high));
        let label = value => decimal(value, decimals);
        if (largest >= 1e7 || (largest < 2e-3 && decimals > 4)) {
          const common = Math.floor(Math.log10(largest));
          const digits = clamp(decimals > 0 ? decimals + common : common - exponent, 0, 15);
          const shown = mantissa === 2.5 && decimals === 0 ? digits + 1 : digits;
          label = value => scientific(value / 10 ** common, common, shown);
        }
        const major = [];
        for (let k = first; k <= last; k++) {
          const value = exponent < 0 ? k * mantissa / unit : k * mantissa * unit;
          major.push({ value, label: label(value) });
        }
        return { major, minor: [] };
      }
    }
  }

  function logTicks(lowEnd, highEnd, count) {
    const low = Math.log10(lowEnd), high = Math.log10(highEnd), limit = Math.max(count, 2);
    const digitsOf = digits => {
      const found = [];
      for (let exponent = Math.floor(low) - 1; exponent <= Math.ceil(high); exponent++) {
        for (const digit of digits) {
          const place = exponent + Math.log10(digit);
          if (place < low - 1e-9 || place > high + 1e-9) continue;
          found.push({ value: digit * 10 ** exponent, digit, exponent });
        }
      }
      return found;
    };
    const label = (digit, exponent) => exponent < -4 || exponent > 5 ? scientific(digit, exponent, 0)
      : decimal(digit * 10 ** exponent, Math.max(0, -exponent));
    const decades = [];
    for (let k = Math.ceil(low - 1e-9); k <= Math.floor(high + 1e-9); k++) decades.push(k);
    if (decades.length < 3) {
      for (const digits of high - low >= 0.6 ? [[1, 2, 5], [1, 3]] : []) {
        const values = digitsOf(digits);
        if (values.length < 2 || values.length > limit) continue;
        return {
          major: values.map(v => ({ value: v.value, label: label(v.digit, v.exponent) })),
          minor: digitsOf([1, 2, 3, 4, 5, 6, 7, 8, 9]).filter(v => !digits.includes(v.digit)).map(v => v.value)
        };
      }
      if (decades.length < 2) return linearTicks(lowEnd, highEnd, limit);
    }
    const step = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 400]
      .find(candidate => decades.filter(k => k % candidate === 0).length <= limit);
    const shown = decades.filter(k => k % step === 0);
    const isPlain = shown.every(k => k >= -2 && k <= 4);
    const minor = step === 1 ? (high - low > 10 ? [] : digitsOf([2, 3, 4, 5, 6, 7, 8, 9]).map(v => v.value))
      : step > 10 ? [] : decades.filter(k => k % step !== 0).map(k => 10 ** k);
    return { major: shown.map(k => ({ value: 10 ** k, label: isPlain ? label(1, k) : power(k) })), minor };
  }

  function symmetricTicks(low, high, threshold, count) {
    const farthest = Math.max(-low, high), isShown = value => low <= value && value <= high;
    if (farthest < 4 * threshold) return linearTicks(low, high, count);
    const sides = [-low, high].filter(end => end > threshold).length;
    const side = logTicks(threshold, farthest, Math.floor((Math.max(count, 3) - 1) / sides));
    const major = side.major.flatMap(({ value, label }) => [{ value: -value, label: MINUS + label }, { value, label }]);
    return {
      major: [...major, { value: 0, label: "0" }].filter(tick => isShown(tick.value)).sort((a, b) => a.value - b.value),
      minor: side.minor.flatMap(value => [-value, value]).filter(isShown)
    };
  }

  const SCALES = {
    linear: { forward: (axis, value) => value, backward: (axis, value) => value },
    log: { forward: (axis, value) => Math.log10(value), backward: (axis, value) => 10 ** value },
    symmetricLog: {
      forward: ({ threshold }, value) => Math.abs(value) <= threshold ? value / threshold
        : Math.sign(value) * (1 + Math.log(Math.abs(value) / threshold)),
      backward: ({ threshold }, value) => Math.abs(value) <= 1 ? value * threshold
        : Math.sign(value) * threshold * Math.exp(Math.abs(value) - 1)
    }
  };
  const forward = (axis, value) => SCALES[axis.scale].forward(axis, value);
  const backward = (axis, value) => SCALES[axis.scale].backward(axis, value);
  const laneOf = axis => axis.scale === "log" && axis.zero ? 0.09 : 0;
  const shows = (axis, value) => known(value)
    && (axis.scale !== "log" || value > 0 || (value === 0 && laneOf(axis) > 0));
  function share(axis, value) {
    const [low, high] = axis.range.map(end => forward(axis, end)), lane = laneOf(axis);
    return value === 0 && lane > 0 ? lane / 2 : lane + (1 - lane) * (forward(axis, value) - low) / (high - low);
  }
  // Within the lane: the least that has a place beside it.
  const atShare = (axis, s) => {
    const [low, high] = axis.range.map(end => forward(axis, end)), lane = laneOf(axis);
    return backward(axis, low + Math.max(lane > 0 ? 0 : -Infinity, (s - lane) / (1 - lane)) * (high - low));
  };
  const ruler = document.createElement("canvas").getContext("2d");
  function widthOf(label) {
    ruler.font = "80px 'Report Sans', Inter, sans-serif";
    const [base, raised] = label.split("^{");
    return (ruler.measureText(base).width + (raised ? 0.72 * ruler.measureText(raised.slice(0, -1)).width : 0)) / 10;
  }
  // As many ticks as fit on `length` points.
  function ticksFor(axis, length, isVertical) {
    const [low, high] = axis.range;
    let count = clamp(Math.floor(length / (isVertical ? 22 : axis.scale === "linear" ? 27 : 24)), 2, isVertical ? 8 : 9);
    for (;; count--) {
      const ticks = axis.scale === "log" ? logTicks(low, high, count)
        : axis.scale === "symmetricLog" ? symmetricTicks(low, high, axis.threshold, count)
          : linearTicks(low, high, count, axis.wholeNumbers);
      if (laneOf(axis) > 0) ticks.major.unshift({ value: 0, label: "0" });
      let end = -Infinity;
      const fits = ticks.major.every(({ value, label }) => {
        const half = isVertical ? 4.4 : widthOf(label) / 2, place = share(axis, value) * length;
        if (place - half < end) return false;
        end = place + half + (isVertical ? 0 : 12);
        return true;
      });
      if (fits || count <= 2) return ticks;
    }
  }

  return { MINUS, clamp, known, number, widthOf, ticksFor, forward, backward, laneOf, shows, share, atShare };
})();
