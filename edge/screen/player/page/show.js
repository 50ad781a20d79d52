// The state machine of the showings: at most one item is on and one is next. Each is told from its first frame.
import { mediaError, readyImage, readyVideo } from "./picture.js";

const UNSEEN_MS = 2000; // without a frame: not shown
const SHIFT_MS = 200; // a picture that lags by more than this begins a new segment
const LEAST_S = 1; // of a segment
const STILL_MS = 1000; // without a frame: hidden or stalled
const STUCK_MS = 10000;
const SETTLED_MS = 200; // after its first frame a picture covers the one before it
const FRAME_MS = 100; // the last frame before a gap stands at least so long
const FIRST_FRAMES_S = 0.2; // a preloaded video may tell its second frame first

export class Show {
  constructor(stage, send, sight, onIdle) {
    this.stage = stage;
    this.send = send;
    this.sight = sight;
    this.onIdle = onIdle;
    this.videos = [...stage.querySelectorAll("video")];
    this.on = null;
    this.next = null;
    this.front = null; // the element of the newest picture, which stands until the next one is there
    this.ground = document.getElementById("ground"); // black, below the newest picture
    this.z = 1;
    sight.onChange(() => this.look());
    this.onIdle(true);
  }

  async prepare(command) {
    const item = { n: command.n, command, isReady: false, isOver: false, isOpen: false };
    this.next = item;
    try {
      const video = this.videos.find((one) => one !== this.front);
      item.element = command.kind === "image" ? await readyImage(command) : await readyVideo(video, command);
    } catch (error) {
      if (this.next === item) {
        this.next = null;
        this.send({ e: "failed", t: performance.now(), n: item.n, detail: String(error.message).slice(0, 200) });
      }
      return;
    }
    item.isReady = true;
    if (this.on?.isUntold) this.end(this.on, "ended", "");
    else if (!this.on) this.begin();
  }

  idle() {
    this.next = null;
    if (!this.on) this.onIdle(true);
  }

  // The connection is gone, and with it the play of what is on: the first item of the next one takes its place.
  forget() {
    this.next = null;
    if (this.on) this.on.isUntold = true;
  }

  // The page can be seen again, or no longer: what is on is shown no longer.
  look() {
    if (!this.on) this.begin();
    else if (this.on.isOpen && !this.sight.isClear()) this.close(this.on, "stop", performance.now());
  }

  begin() {
    const item = this.next;
    if (!item) this.onIdle(true);
    if (!item?.isReady || !this.sight.isClear()) return;
    this.next = null;
    this.on = item;
    Object.assign(item, { last: 0, lastAt: 0, gap: 0, frames: null, begunAt: performance.now() });
    item.timer = setTimeout(() => this.unseen(item), UNSEEN_MS);
    if (item.command.kind === "image") this.beginImage(item);
    else this.beginVideo(item);
  }

  unseen(item) {
    if (this.sight.isClear()) this.end(item, "nothing shown", "no frame within 2 s");
    else item.timer = setTimeout(() => this.unseen(item), UNSEEN_MS);
  }

  beginVideo(item) {
    const video = item.element;
    const step = (_, frame) => {
      if (item.isOver) return; // else each use of the element adds one more callback a frame
      this.frame(item, frame.expectedDisplayTime, frame.mediaTime);
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
    video.onended = () => this.end(item, "ended", "");
    video.onerror = () => this.end(item, "error", mediaError(video));
    this.play(item, video);
  }

  async play(item, video) {
    try {
      await video.play();
    } catch (error) {
      if (item.isOver) return;
      if (error.name === "NotAllowedError" && !video.muted) {
        this.send({ e: "muted", t: performance.now() });
        video.muted = true;
        this.play(item, video);
      } else if (error.name !== "AbortError") this.end(item, "error", String(error.name));
    }
  }

  beginImage(item) {
    this.stage.append(item.element);
    this.bringToFront(item);
    const length = item.command.duration_s * 1000;
    requestAnimationFrame((now) => {
      if (item.isOver) return;
      this.frame(item, now, 0);
      item.timer = setTimeout(() => this.end(item, "ended", ""), length - (performance.now() - now));
    });
  }

  // One frame of the item is on the screen at `at`.
  frame(item, at, mediaS) {
    const shift = at - mediaS * 1000;
    if (!item.lastAt) this.firstFrame(item);
    if (!item.isOpen && this.sight.isClear()) {
      const isFirst = !item.lastAt && mediaS <= FIRST_FRAMES_S;
      this.open(item, isFirst ? shift : at, isFirst ? 0 : mediaS, shift);
    } else if (item.isOpen && (at - item.lastAt > STILL_MS || this.hasMoved(item, shift, mediaS))) {
      this.close(item, "stop", Math.min(at, item.lastAt + FRAME_MS));
      this.open(item, at, mediaS, shift);
    } else if (item.lastAt) item.gap = Math.max(item.gap, at - item.lastAt);
    item.last = mediaS;
    item.lastAt = at;
  }

  hasMoved(item, shift, mediaS) {
    if (item.command.kind === "image" || Math.abs(shift - item.shift) <= SHIFT_MS) return false;
    return mediaS - item.from >= LEAST_S && item.element.duration - mediaS >= LEAST_S;
  }

  firstFrame(item) {
    clearTimeout(item.timer);
    this.bringToFront(item);
    this.front = item.element;
    this.onIdle(false);
    for (const video of this.videos) if (video !== item.element) video.pause();
    setTimeout(() => this.settle(item), SETTLED_MS);
  }

  // A picture that was just raised is transparent for a frame or two: the one before it stands until then.
  settle(item) {
    if (this.front !== item.element) return;
    this.ground.style.zIndex = String(Number(item.element.style.zIndex) - 1);
    for (const image of this.stage.querySelectorAll("img")) if (image !== item.element) image.remove();
  }

  bringToFront(item) { item.element.style.zIndex = String((this.z += 2)); }

  open(item, at, mediaS, shift) {
    Object.assign(item, { isOpen: true, from: mediaS, openedAt: at, shift, gap: 0, lastAt: item.lastAt || at });
    item.frames = this.counted(item);
    const length = item.element.duration;
    const duration = item.command.duration_s ?? (Number.isFinite(length) ? length : null);
    this.send({ e: "start", t: at, n: item.n, media_s: mediaS, duration_s: duration });
  }

  close(item, kind, at, more = {}) {
    const frames = this.counted(item);
    const dropped = Math.max(0, frames.dropped - (item.frames?.dropped ?? 0));
    const total = Math.max(0, frames.total - (item.frames?.total ?? 0));
    const mediaS = item.command.kind === "image" ? Math.max(0, at - item.openedAt) / 1000 : item.last;
    item.isOpen = false;
    this.send({ e: kind, t: at, n: item.n, media_s: mediaS || 0, gap_ms: item.gap, shown: Math.max(0, total - dropped), dropped,
      ...more });
  }

  counted(item) {
    const quality = item.element.getVideoPlaybackQuality?.();
    return { total: quality?.totalVideoFrames ?? 0, dropped: quality?.droppedVideoFrames ?? 0 };
  }

  end(item, why, detail) {
    if (item.isOver) return; // a bad file ends up to three times
    item.isOver = true;
    clearTimeout(item.timer);
    this.close(item, "end", performance.now(), { why, detail: detail.slice(0, 200) });
    if (this.on === item) this.on = null;
    this.begin();
  }

  // Once a second: a picture that is hidden or stands still is not shown.
  watch() {
    const item = this.on;
    if (!item?.lastAt) return;
    const isClear = this.sight.isClear();
    const still = performance.now() - item.lastAt;
    if (item.command.kind === "image") this.watchImage(item, isClear);
    else if (item.isOpen && still > STILL_MS) this.close(item, "stop", item.lastAt + FRAME_MS);
    else if (isClear && still > STUCK_MS) this.end(item, "stuck", "no frame for 10 s");
  }

  watchImage(item, isClear) {
    if (item.isOpen || !isClear) return;
    this.open(item, performance.now(), (performance.now() - item.begunAt) / 1000, 0);
  }
}
