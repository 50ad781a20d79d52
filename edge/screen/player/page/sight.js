// Whether a visitor can see the page: it is not hidden, and no print dialog lies over it and its notice.
export class Sight {
  constructor() {
    this.isPrinting = false;
  }

  isClear() { return document.visibilityState === "visible" && !this.isPrinting; }

  onChange(act) {
    document.addEventListener("visibilitychange", act);
    for (const [name, isPrinting] of [["beforeprint", true], ["afterprint", false]]) {
      addEventListener(name, () => { this.isPrinting = isPrinting; act(); });
    }
  }
}
