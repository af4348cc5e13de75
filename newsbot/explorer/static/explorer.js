// Suggestions while typing; without this script the lists hold the first sixty names.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  let waiting = 0;
  input.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const chosen = !(event instanceof InputEvent) || event.inputType === "insertReplacementText";
    if (chosen && input.dataset.suggest === "speaker" && !("plain" in input.dataset) && [...input.list.options].some((one) => one.value === input.value)) {
      input.value = `=${input.value}`; // this speaker, and nobody whose name holds these words too
      return;
    }
    waiting = setTimeout(async () => {
      const words = input.value;
      const query = new URLSearchParams({ kind: input.dataset.suggest, words });
      const answer = await fetch(`/suggest?${query}`).catch(() => null);
      if (answer?.ok && input.value === words) {
        const read = new DOMParser().parseFromString(await answer.text(), "text/html");
        input.list.replaceChildren(...read.querySelectorAll("option"));
      }
    }, 150);
  });
}

// What takes longer to count comes later; without this script it is a link away.
const later = document.querySelectorAll("[data-later]");
if (later.length) {
  for (const part of later) part.setAttribute("aria-busy", "true");
  const answer = await fetch(later[0].dataset.later).catch(() => null);
  const read = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of later) {
    const whole = read && read.getElementById(part.id);
    if (whole) part.replaceWith(whole);
    else if (read) part.remove();
    else part.removeAttribute("aria-busy");
  }
}
