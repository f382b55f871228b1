/**
 * Asks whether the house can be reached before a form in which much was typed leaves its page. If
 * not, the page stays as it is and says so. Without this file the browser's own page says that
 * there is no network, and loading it again sends what was typed.
 */
const PATIENCE = 8000;

/** Whether the house itself answers; the page of a café's network does not say `pass`. */
async function reached() {
  const asked = fetch("/healthz", { cache: "no-store", credentials: "omit" })
    .then((answer) => answer.json())
    .then((said) => said.status === "pass", () => false);
  const late = new Promise((done) => setTimeout(() => done(false), PATIENCE));
  return Promise.race([asked, late]);
}

/** @param {HTMLFormElement} form */
function watch(form) {
  const note = /** @type {HTMLElement} */ (form.querySelector("[data-unsent]"));
  /** @type {HTMLElement | null} */
  let pressed = null;
  let asking = false;
  let sure = false;

  async function ask() {
    asking = true;
    note.hidden = true;
    sure = await reached().catch(() => true);
    asking = false;
    note.hidden = sure;
    if (!sure) note.scrollIntoView({ block: "nearest" });
    else if (pressed) pressed.click();
    else form.submit();
    sure = false;
  }

  form.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button) pressed = button;
  });
  form.addEventListener("submit", (event) => {
    if (sure) return;
    event.preventDefault();
    if (!asking) ask();
  });
}

for (const form of document.querySelectorAll("form[data-careful]")) {
  watch(/** @type {HTMLFormElement} */ (form));
}
