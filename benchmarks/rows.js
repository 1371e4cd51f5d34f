// The work, by plain JavaScript, and the clock: a page's Python calls `measure` with functions of its own that do the same.
const table = () => document.getElementById("rows");
const select = () => {};

const vanilla = {
  create(count) {
    const rows = document.createDocumentFragment();
    for (let i = 0; i < count; i++) {
      const row = document.createElement("tr");
      const number = document.createElement("td");
      number.textContent = i;
      const label = document.createElement("td");
      label.className = "label";
      label.textContent = `row ${i}`;
      label.addEventListener("click", select);
      const mark = document.createElement("td");
      mark.textContent = "x";
      row.append(number, label, mark);
      rows.append(row);
    }
    table().append(rows);
  },
  update() {
    const cells = document.querySelectorAll("#rows td.label");
    for (let i = 0; i < cells.length; i += 10) cells[i].textContent += " !!!";
  },
  swap() {
    const { rows } = table();
    const [first, last] = [rows[1], rows[rows.length - 2]];
    const next = last.nextSibling;
    table().insertBefore(last, first);
    table().insertBefore(first, next);
  },
  clear() {
    table().replaceChildren();
  },
};

const STEPS = ["create", "update", "swap", "clear"];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One round: all four steps, each in a task of its own. */
async function round(work, count, layout) {
  const times = {};
  for (const step of STEPS) {
    await pause(20);
    const begin = performance.now();
    work[step](count);
    if (layout) document.body.offsetHeight;
    times[step] = performance.now() - begin;
    if (step === "create" && table().rows.length !== count) throw new Error(`${table().rows.length} rows instead of ${count}`);
    if (step === "update" && !table().rows[10].textContent.endsWith("row 10 !!!x")) throw new Error(table().rows[10].textContent);
    if (step === "swap" && !table().rows[1].textContent.startsWith(`${count - 2}row`)) throw new Error(table().rows[1].textContent);
  }
  return times;
}

/** Take turns with plain JavaScript; the result is written as text, which reports it. */
window.measure = async (create, update, swap, clear) => {
  const python = { create, update, swap, clear };
  const result = [];
  try {
    for (const { count, rounds } of window.sizes)
      for (const layout of [false, true])
        for (let i = -1; i < rounds; i++)
          for (const [who, work] of i % 2 ? [["python", python], ["vanilla", vanilla]] : [["vanilla", vanilla], ["python", python]]) {
            const times = await round(work, count, layout);
            if (i >= 0) result.push({ who, count, layout, ...times });
          }
  } catch (error) {
    result.push({ error: String(error) });
  }
  document.getElementById("out").textContent = JSON.stringify(result);
};
