// Suggestions while typing; without this script the lists hold the first sixty names.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
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
