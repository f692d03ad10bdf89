// What the page's worker answers, without a page: answers.mjs WORKER MODULE, requests as a list of texts in JSON on
// standard input, the messages to each on standard output.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [worker, module] = process.argv.slice(2);
let hear, said;
vm.runInNewContext(readFileSync(worker, "utf8"), {
  addEventListener: (_, listener) => { hear = listener; },
  postMessage: message => { if (message.share === undefined) said.push(message); },
  WebAssembly, TextEncoder, TextDecoder, Uint8Array, DataView, performance,
});
const answers = [];
said = [];
await hear({ data: { module: new WebAssembly.Module(readFileSync(module)) } });
for (const request of JSON.parse(readFileSync(0, "utf8"))) {
  said = [];
  await hear({ data: { request } });
  answers.push(said);
}
process.stdout.write(JSON.stringify(answers));
