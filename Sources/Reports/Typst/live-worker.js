// Runs the chapters' Swift, compiled to WebAssembly, in a worker. Sources/WebAssembly/Exports.swift is its other side.
//
// It is sent {module, request} first, and then {request}, the lines that Exports.swift reads. It answers with {share} while it
// computes, {answer, isPreview} for each part, and {end} or {error, isSetting} last.
"use strict";
let swift = null;

const read = (place, count) => new TextDecoder().decode(new Uint8Array(swift.memory.buffer, place, count));
const output = () => read(swift.nonsmooth_output(), swift.nonsmooth_output_count());

let said = 0;
const imports = {
  log10: Math.log10,
  pow: Math.pow,
  nonsmooth_progress(share) {
    if (performance.now() - said < 100) return;
    said = performance.now();
    postMessage({ share });
  },
  // Reads a number of C; what follows it, or 0 where there is none.
  _swift_stdlib_strtod_clocale(place, result) {
    const memory = new Uint8Array(swift.memory.buffer);
    const end = memory.indexOf(0, place), text = read(place, end - place);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return 0;
    new DataView(swift.memory.buffer).setFloat64(result, Number(text), true);
    return end;
  },
};

function compute(request) {
  const text = new TextEncoder().encode(request);
  const place = swift.nonsmooth_input(text.length);
  new Uint8Array(swift.memory.buffer, place, text.length).set(text);
  const count = swift.nonsmooth_begin();
  if (count < 0) return postMessage({ error: output(), isSetting: true });
  for (let part = 0; part < count; part++) {
    const kind = swift.nonsmooth_part(part);
    if (kind < 0) return postMessage({ error: output(), isSetting: true });
    postMessage({ answer: JSON.parse(output()), isPreview: kind === 1 });
  }
  postMessage({ end: true });
}

addEventListener("message", async ({ data }) => {
  try {
    if (data.module) swift = (await WebAssembly.instantiate(data.module, { env: imports })).exports;
    if (data.request !== undefined) compute(data.request);
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
