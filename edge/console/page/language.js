// Texts of the page in its language, and the switch to another one.
import texts from "./texts.js";

export const language = texts.code;
const YEAR_S = 31536000;

// Text of a key, with its values.
export function t(key, values = {}) {
  if (!(key in texts)) throw new Error(`texts: there is no ${key}`);
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Text of a key that is put together of a name; the name itself where there is none.
export const named = (prefix, name) => texts[`${prefix}_${name}`] ?? name;

export const number = (value, digits = 0) => value.toLocaleString(language,
  { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });

// True for the key of a text.
export const has = (key) => key in texts;

// A text that the kiosk writes in English alone.
export function isEnglish(made) {
  if (language !== "en") made.lang = "en";
  return made;
}

const other = document.getElementById("language");
other.onclick = () => {
  document.cookie = `vitrina_language=${other.value}; path=/; samesite=strict; max-age=${YEAR_S}`;
  location.reload();
};
