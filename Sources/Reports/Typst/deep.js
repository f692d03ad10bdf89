// Figures whose runs the engine alone can make. Below each stands a box with its settings (settings-box.js). From the disk
// they show what there is to choose, and the command; from `nonsmooth preview`, whose script sends the events `preview-server`
// and `preview-work`, the box asks that server what runs would take, has them made, and shows what was and what is.
(() => {
  "use strict";
  const { make, shellWord } = pageParts;
  const { SettingsBox, placeBoxes } = settingsBox;

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  class DeepBox extends SettingsBox {
    constructor(figure, info) {
      super(figure, info, "Run again with other settings", "live deep");
      this.isLocked = true;
      this.start = this.button("Run", () => this.send("start"));
      this.cancel = this.button("Cancel", () => this.send("cancel"));
      this.progress = make("progress", { max: 1, hidden: true });
      this.progress.setAttribute("aria-label", `Runs of ${figure.name}`);
      this.place([this.start, this.cancel, this.reset, this.asCommand], this.progress, this.state, this.answers);
    }

    // Until there is a server, what else can be done, with one setting as an example.
    place(...parts) {
      super.place(...parts);
      this.note = make("p", { className: "note" }, "As a file this page cannot make these runs; served by ",
        make("code", { textContent: this.info.preview }),
        " it can. A command makes the chapter under other settings, for instance:");
      this.form.prepend(this.note, this.command);
      this.offer(false);
    }
    offer(isServed) {
      for (const button of [this.start, this.cancel, this.reset, this.asCommand]) button.hidden = !isServed;
      this.state.hidden = !isServed;
      this.command.hidden = isServed;
      this.isLocked = !isServed;
    }

    connect(server) {
      this.server = server;
      this.note.remove();
      this.form.append(this.command);
      this.offer(true);
      this.say("As in the report.");
      this.refresh();
      if (this.changes.length) this.run();
    }

    get request() { return { figure: this.info.id, settings: Object.fromEntries(this.changes) }; }

    refresh() {
      super.refresh();
      const phase = this.work?.phase, isBusy = phase === "waiting" || phase === "running";
      this.start.disabled = isBusy || !["estimated", "cancelled", "failed"].includes(phase);
      this.cancel.disabled = !isBusy;
      this.progress.hidden = phase !== "running";
      if (!this.server && !this.changes.length) {
        const { target, options, chosen } = this.info.controls[0];
        const other = options.find(({ value }) => value !== chosen);
        this.line.textContent += ` --set ${shellWord(`${target}=${other.value}`)}`;
      }
    }

    // Asks what the runs take, once the reader has come to rest.
    run() {
      if (!this.server) return;
      this.clear();
      this.stopRun();
      this.say("Asking how long the runs take …", true);
      this.refresh();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send("estimate"), 250);
    }
    // What has been asked for no longer is.
    stopRun() { [this.work, this.waits] = [null, false]; }

    async send(action) {
      try {
        const answer = await this.server.post(action, this.request);
        if (action === "estimate") this.waits = answer.ok || answer.status === 409;
        if (!answer.ok) this.say((await answer.text()).trim());
        else if (action === "answer") this.show(await answer.json());
        else this.server.ask();
      } catch {
        this.say("The preview does not answer. Start it again.");
      }
    }

    // What the server does, of which this box's own request is told here. An estimate that was refused while runs are
    // made, or given up for another page's, is asked for again.
    hear(works) {
      const { figure, settings: own } = this.request, names = Object.keys(own);
      const work = names.length && works.findLast(({ figure: of, settings }) => of === figure
        && names.length === Object.keys(settings).length && names.every(name => settings[name] === own[name]));
      if (!work) {
        if (this.isLocked) {
          [this.isLocked, this.waits, this.work] = [false, true, null];
          this.refresh();
        }
        const isIdle = !works.some(({ phase }) => ["estimating", "waiting", "running"].includes(phase));
        if (this.waits && names.length && isIdle) this.send("estimate");
        return;
      }
      if (work.phase !== "estimating") this.waits = false;
      if (JSON.stringify(work) === JSON.stringify(this.work)) return;
      const before = this.work?.phase;
      this.work = work;
      this.isLocked = work.phase === "waiting" || work.phase === "running";
      const focus = document.activeElement;
      this.refresh();
      this.tell(work, before);
      if (focus === this.start && this.start.disabled && !this.cancel.disabled) this.cancel.focus();
      if (focus === this.cancel && this.cancel.disabled) this.reset.focus();
    }

    tell({ phase, runs, time, share, finished, run, message }, before) {
      if (phase === "estimating") this.say(message ?? "Asking how long the runs take …", true);
      if (phase === "estimated") {
        this.say(runs ? `${count(runs, "run")}, ${time}.` : "All of its runs have been made; the figure is drawn from them.");
      }
      if (phase === "waiting") this.say(message ?? "Starting …");
      if (phase === "running") {
        if (share === undefined) this.progress.removeAttribute("value");
        else this.progress.value = share;
        const words = share === undefined ? "Under way …" : finished === runs ? `${count(runs, "run")} made; drawing …`
          : `${finished} of ${count(runs, "run")} made, ${time} left; ${run}`;
        this.say(words, before === "running");
      }
      if (phase === "done") this.send("answer");
      if (phase === "cancelled") this.say("Cancelled. Run goes on from what has been made.");
      if (phase === "failed") this.say(message);
    }

    show({ was, now, figure }) {
      if (this.work?.phase !== "done") return;
      this.figure.replace(figure);
      this.showAnswers(was, now);
      this.say(`Made in ${this.work.time}. Drawn in gray: what the report has.`);
    }
  }

  const boxes = placeBoxes("deep", (figure, info) => new DeepBox(figure, info));
  document.addEventListener("preview-server", ({ detail }) => { for (const box of boxes) box.connect(detail); });
  document.addEventListener("preview-work", ({ detail }) => { for (const box of boxes) box.hear(detail ?? []); });
})();
