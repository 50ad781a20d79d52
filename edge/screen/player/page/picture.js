// A video or an image that is made ready while the one before it is on.
const HAVE_CURRENT_DATA = 2;

export class Failure extends Error {}

const once = (target, done, failed, why) => new Promise((resolve, reject) => {
  const end = new AbortController();
  target.addEventListener(done, () => { end.abort(); resolve(); }, { signal: end.signal });
  target.addEventListener(failed, () => { end.abort(); reject(new Failure(why())); }, { signal: end.signal });
});

export const mediaError = (video) => `error ${video.error?.code ?? 0} ${video.error?.message ?? ""}`.trim();

export async function readyVideo(video, command) {
  video.muted = command.muted;
  video.preload = "auto";
  video.src = command.url;
  video.load();
  if (video.readyState < HAVE_CURRENT_DATA) await once(video, "loadeddata", "error", () => mediaError(video));
  if (video.videoWidth === 0) throw new Failure("the browser cannot decode its video");
  return video;
}

export async function readyImage(command) {
  const image = new Image();
  image.className = "picture";
  image.alt = "";
  image.src = command.url;
  try {
    await image.decode();
  } catch {
    throw new Failure("the browser cannot decode it");
  }
  return image;
}
