// The page for comments by itself, at /say: it goes back to the adverts, and leaves no entry in the history.
import { takeKeys } from "./keys.js";
import { Say } from "./say.js";

takeKeys(window);
new Say(document.getElementById("say"), () => location.replace("/")).touch();
