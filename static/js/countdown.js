/**
 * Counts a mock's time down beside the server's own words, and speaks up at ten and two minutes.
 * The server owns the clock: this starts from the seconds it said were left. Without this file
 * the page says the same in whole minutes.
 */
const clock = /** @type {HTMLElement | null} */ (document.querySelector("[data-left]"));
const voice = document.getElementById("time-note");
const MARKS = [
  { at: 600, words: "ten" },
  { at: 120, words: "two" },
  { at: 0, words: "over" },
];

/** @param {HTMLElement} shown @param {HTMLElement} said */
function run(shown, said) {
  const began = [performance.now(), Date.now()];
  const start = Number(shown.dataset.left);
  // The first clock may stand still while a phone sleeps, the second may be set: the later counts.
  const passed = () => Math.max(performance.now() - began[0], Date.now() - began[1]);
  let before = start;
  const tick = () => {
    const left = Math.max(0, Math.ceil(start - passed() / 1000));
    shown.textContent = (shown.dataset.words || "")
      .replace("{m}", String(Math.floor(left / 60)))
      .replace("{s}", String(left % 60).padStart(2, "0"));
    const crossed = MARKS.filter((mark) => before > mark.at && left <= mark.at).pop();
    if (crossed) {
      said.className = "note " + (crossed.at > 120 ? "warm" : "bad");
      said.textContent = said.dataset[crossed.words] || "";
    }
    before = left;
    if (left > 0) setTimeout(tick, 1000 - (passed() % 1000));
  };
  tick();
}

if (clock && voice) run(clock, voice);
