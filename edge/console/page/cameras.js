// The search for network cameras. The kiosk keeps their addresses, which contain the password, and sends only the names.
import { button, says } from "./controls.js";
import { element } from "./dom.js";
import { t } from "./language.js";
import { refuse } from "./refusals.js";
import { post } from "./session.js";

function field(id, label, type) {
  const row = element("div", "", "field");
  const name = element("label", label);
  const input = document.createElement("input");
  Object.assign(input, { id, type, autocomplete: "off" });
  name.htmlFor = id;
  row.append(name, input);
  return [row, input];
}

// One camera of the list, with the button that takes its stream.
function offered(camera, use) {
  const item = element("li", `${camera.name || t("camera_nameless")} (${camera.address})`, camera.problem ? "warning" : "ok");
  if (camera.problem) {
    item.append(element("small", t("camera_no_stream", { reason: camera.problem })));
    return item;
  }
  const { encoding, width_px: width, height_px: height, rate_hz: rate } = camera;
  item.append(element("small", t("camera_stream", { encoding, width, height, rate })), button(t("camera_use"), use, "quiet"));
  return item;
}

// Fields for user and password, and the list of cameras. `chosen` runs after a stream was saved.
export function cameraSearch(chosen) {
  const made = element("form", "", "camera-search");
  const group = element("fieldset");
  const [userRow, user] = field("camera-user", t("camera_user"), "text");
  const [passwordRow, password] = field("camera-password", t("camera_password"), "password");
  const status = element("p");
  status.setAttribute("role", "status");
  const list = element("ul", "", "findings");

  const use = async (camera) => {
    const answer = await post("/camera", camera.address);
    if (!answer.ok) return refuse(status, t("not_possible"), await answer.text());
    await chosen();
    says(status, t("camera_chosen", { address: camera.address }), "ok");
  };
  const find = async () => {
    if (!user.value.trim()) return says(status, t("camera_needs_user"), "error");
    says(status, t("cameras_searching"));
    list.replaceChildren();
    const answer = await post("/cameras", JSON.stringify({ user: user.value.trim(), password: password.value }));
    if (!answer.ok) return refuse(status, t("not_possible"), await answer.text());
    const { cameras, notes, is_allowed: isAllowed } = await answer.json();
    password.value = "";
    if (!isAllowed) return says(status, t("cameras_not_allowed"), "warning");
    if (cameras.length) says(status, t("cameras_found", { count: cameras.length }), "ok");
    else says(status, t("cameras_none"), "warning");
    list.append(...cameras.map((camera) => offered(camera, () => use(camera))));
    list.append(...notes.map((note) => element("li", note, "warning")));
  };
  const searching = button(t("cameras_find"), find, "quiet");
  searching.type = "submit";  // so that Enter presses it
  made.onsubmit = (event) => event.preventDefault();
  group.append(element("legend", t("cameras_title")), element("p", t("cameras_text"), "note"), userRow, passwordRow,
    searching, status, list);
  made.append(group);
  return made;
}
