// The panel in which a visitor writes a comment. Adverts and notice go on beside it. Its HTML comes from the kiosk.
// A text is in the field, in one request, and nowhere else: no address, no history, no store has it.
const IDLE_MS = 60_000;

export class Say {
  // `root`: the element that holds the form. `leave`: called when the visitor is done, or nobody touches it.
  constructor(root, leave) {
    this.root = root;
    this.leave = leave;
    this.timer = 0;
    this.turn = 0; // counts what is asked for: an answer to what no longer counts shows nothing
    this.language = root.lang;
    for (const name of ["pointerdown", "keydown", "input"]) root.addEventListener(name, () => this.touch());
    // The next visitor could paste what this one has copied.
    for (const name of ["copy", "cut", "dragstart"]) root.addEventListener(name, (event) => event.preventDefault());
    root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
    root.addEventListener("submit", (event) => { event.preventDefault(); this.send(event.target); });
    root.addEventListener("click", (event) => this.click(event));
  }

  async open(language) {
    this.touch();
    await this.show(language, {});
  }

  touch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(), IDLE_MS);
  }

  close() {
    clearTimeout(this.timer);
    this.turn += 1;
    for (const field of this.root.querySelectorAll("textarea")) field.value = "";
    this.leave();
  }

  click(event) {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const language = link.getAttribute("lang");
    if (language) this.open(language);
    else this.close();
  }

  async send(form) {
    this.touch();
    const body = new URLSearchParams(new FormData(form));
    form.reset();
    await this.show(this.language, { method: "POST", body });
  }

  // Shows what the kiosk answers. A text that was begun stays when the language changes, and goes with the visitor.
  async show(language, request) {
    const turn = (this.turn += 1);
    let page;
    try {
      const answer = await fetch(`/say?language=${language}`, { cache: "no-store", ...request });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      if (turn === this.turn) this.close();
      return;
    }
    if (turn !== this.turn) return;
    const main = page.querySelector("main");
    if (!main) {
      this.close();
      return;
    }
    const begun = this.root.querySelector("textarea")?.value ?? "";
    this.language = this.root.lang = main.lang;
    this.root.replaceChildren(...main.childNodes);
    const field = this.root.querySelector("textarea");
    if (field) field.value = begun;
    (field ?? this.root.querySelector("a"))?.focus();
  }
}
