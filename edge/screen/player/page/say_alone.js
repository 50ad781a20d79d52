// The page for comments by itself, at /say: it goes back to the adverts, and leaves no entry in the history.
import { Say } from "./say.js";

new Say(document.getElementById("say"), () => location.replace("/")).touch();
