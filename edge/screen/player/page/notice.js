// The strip and the full page of the notice. All texts come from the kiosk.
const TURN_MS = 8000;
const KEY = "o";
const LEAST_SCALE = 0.4;
const READABLE_SCALE = 0.8; // of the full page; fewer articles at a time rather than smaller letters
const PAGE_TURNS = 2; // of the strip, for which a part of the languages stands
const LONGEST_COUNT = " 00:00";
const CODE_SHARE = 0.12; // of the screen's shorter side, without the white border of BORDER modules
const BORDER = 4;
const LEAST_MODULE_PX = 4; // a reader that sees three quarters of the screen's pixels has three for each module
const MOST_STRIP = 0.4; // of the screen's height; smaller letters instead of more

const element = (name, text, parent) => {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
};

// The largest text that fits into its box. Returns its scale.
function fit(box) {
  for (let scale = 1; scale >= LEAST_SCALE; scale -= 0.04) {
    box.style.setProperty("--fit", String(scale));
    if (box.scrollHeight <= box.clientHeight) return scale;
  }
  return LEAST_SCALE;
}

export class Notice {
  // `openSay`: opens the panel for comments, in a language.
  constructor(optOut, openSay) {
    this.version = null;
    this.loads = 0;
    this.texts = [];
    this.turn = 0;
    this.articles = 0; // of the full page: of each language the notice, and the promise
    this.atOnce = 1; // so many of them at a time
    this.state = { sensing: false, left_s: 0, view: false };
    this.until = 0; // end of an opt-out, on performance.now()
    this.strip = document.getElementById("strip");
    this.tells = document.getElementById("tells");
    this.says = document.getElementById("says");
    this.operator = document.getElementById("operator");
    this.objection = document.getElementById("objection");
    this.code = document.getElementById("code");
    this.modules = null; // of the code's side; null without one on the strip
    this.button = document.getElementById("optout");
    this.page = document.getElementById("notice");
    this.view = document.getElementById("view"); // says that a technician sees the camera's picture
    this.button.addEventListener("click", optOut);
    this.say = document.getElementById("opensay");
    this.say.addEventListener("click", () => openSay(this.say.lang));
    addEventListener("keydown", (event) => {
      const isTyped = event.target instanceof Element && event.target.closest("textarea"); // a letter of a comment
      if (event.key.toLowerCase() === KEY && !isTyped) optOut();
    });
    setInterval(() => { this.turn += 1; this.draw(); if (this.turn % PAGE_TURNS === 0) this.drawPage(); }, TURN_MS);
    setInterval(() => { if (this.until > 0) this.draw(); }, 1000);
    addEventListener("resize", () => { this.fitStrip(); this.fitPage(); });
  }

  async load() {
    const answer = await fetch("/notice.json");
    if (!answer.ok) throw new Error(`notice: ${answer.status}`);
    const told = await answer.json();
    this.texts = told.texts;
    this.version = told.version;
    document.body.classList.toggle("top", told.strip === "top");
    document.body.classList.toggle("overlay", told.overlay);
    document.body.classList.toggle("bare", told.strip === "none");
    this.loads += 1;
    const image = `/notice.svg?${this.loads}`; // another address: the browser keeps pictures of this page by theirs
    this.page.replaceChildren();
    for (const text of told.texts) {
      const article = element("article", "", this.page);
      article.lang = text.language;
      element("h1", text.title, article);
      for (const paragraph of text.paragraphs) element("p", paragraph, article);
      if (!text.promise) continue;
      const promise = element("article", "", this.page);
      promise.lang = text.language;
      element("h1", text.promise_title, promise);
      element("p", text.promise, promise);
    }
    this.articles = this.page.querySelectorAll("article").length;
    if (told.has_code) {
      const code = element("img", "", this.page);
      code.className = "code";
      code.alt = "";
      code.src = image;
    }
    this.modules = told.strip_modules;
    this.code.hidden = this.modules === null;
    document.body.classList.toggle("coded", this.modules !== null);
    if (this.modules !== null) {
      this.code.src = image;
      await this.code.decode(); // without its code the notice is not shown
    }
    this.strip.hidden = false;
    this.fitStrip();
    this.fitPage();
  }

  // Height of the strip: the least at which a phone reads the code, and people the text in every language. Modules are
  // whole pixels, and the code begins at a multiple of their least size: blurred modules cost readers most.
  fitStrip() {
    const root = document.documentElement.style;
    const wanted = CODE_SHARE * Math.min(innerWidth, innerHeight) / (this.modules - 2 * BORDER);
    root.setProperty("--code", `${this.modules * Math.max(LEAST_MODULE_PX, Math.ceil(wanted))}px`);
    this.tells.style.setProperty("--fit", "1");
    this.strip.style.height = "auto";
    const heights = this.texts.flatMap((text) => [text.measuring, text.not_measuring + LONGEST_COUNT].map((says) => {
      this.write(text, says);
      this.say.hidden = !text.say; // it is there while the kiosk senses
      return this.strip.getBoundingClientRect().height;
    }));
    this.strip.style.height = "";
    const height = Math.min(Math.max(...heights), MOST_STRIP * innerHeight);
    root.setProperty("--needs", `${LEAST_MODULE_PX * Math.ceil(height / LEAST_MODULE_PX)}px`);
    this.says.textContent = "";
    this.draw();
  }

  setState(state) {
    this.state = state;
    this.until = state.left_s > 0 ? performance.now() + state.left_s * 1000 : 0;
    this.draw();
  }

  showAll(isShown) {
    this.page.hidden = !isShown;
    if (isShown) this.fitPage();
  }

  // As many articles at a time as can be read; the others follow in turn.
  fitPage() {
    for (this.atOnce = this.articles; this.atOnce > 1; this.atOnce -= 1) {
      const groups = [...Array(this.groups()).keys()];
      if (groups.every((group) => this.drawGroup(group) >= READABLE_SCALE)) break;
    }
    this.drawPage();
  }

  groups() { return Math.ceil(this.articles / this.atOnce); }

  drawPage() { this.drawGroup(Math.floor(this.turn / PAGE_TURNS) % this.groups()); }

  drawGroup(group) {
    [...this.page.querySelectorAll("article")].forEach((article, index) => {
      article.hidden = Math.floor(index / this.atOnce) !== group;
    });
    return fit(this.page);
  }

  draw() {
    if (this.texts.length === 0) return;
    const text = this.texts[this.turn % this.texts.length];
    const left = Math.max(0, Math.ceil((this.until - performance.now()) / 1000));
    const count = left > 0 ? ` ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "";
    document.body.classList.toggle("measuring", this.state.sensing);
    this.strip.lang = text.language;
    this.say.hidden = !(text.say && this.state.sensing);
    this.view.hidden = !this.state.view;
    this.view.lang = text.language;
    this.view.textContent = text.view_open;
    const says = (this.state.sensing ? text.measuring : text.not_measuring) + count;
    if (says === this.says.textContent) return;
    this.write(text, says);
    fit(this.tells);
  }

  write(text, says) {
    this.says.textContent = says;
    this.operator.textContent = text.operator;
    this.objection.textContent = text.objection;
    this.button.textContent = text.opt_out;
    this.say.textContent = text.say;
    this.say.lang = text.language;
  }

  // The strip's box; null where something covers it.
  box() {
    const box = this.strip.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (this.strip.hidden || !this.strip.contains(top)) return null;
    return [box.x, box.y, box.width, box.height];
  }
}
