/** Puts a button under each text to copy. Without this file one selects the text by hand. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const at = /** @type {HTMLButtonElement} */ (button);
  const text = /** @type {HTMLTextAreaElement | null} */ (
    document.getElementById(at.dataset.copy || "")
  );
  at.hidden = false;
  at.addEventListener("click", () => {
    if (!text) return;
    text.focus();
    text.select();
    text.setSelectionRange(0, text.value.length);
    if (document.execCommand("copy")) at.textContent = at.dataset.done || "";
  });
}
