import { takeKeys } from "./keys.js";

// A page that covers the adverts while the kiosk says so. When it closes, the frame goes, and with it all that was typed.
export class Panel {
  constructor(parent) {
    this.parent = parent;
    this.frame = null;
  }

  setOpen(isOpen) {
    if (isOpen === (this.frame !== null)) return;
    if (!isOpen) {
      this.frame.remove();
      this.frame = null;
      return;
    }
    this.frame = document.createElement("iframe");
    this.frame.id = "panel";
    this.frame.title = "Questions";
    this.frame.src = "/panel/";
    this.frame.addEventListener("load", (event) => this.take(event.target));
    this.parent.append(this.frame);
  }

  take(frame) {
    try {
      takeKeys(frame.contentWindow); // keys in a frame do not reach the page around it
    } catch { // it could not be loaded: an error of the browser is of another origin
      if (frame === this.frame) this.setOpen(false);
      return;
    }
    frame.contentWindow.focus();
  }
}
