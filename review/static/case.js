"use strict";
// The chart of readings on a case page. Without it the page shows still curves instead.
(() => {
  const box = document.getElementById("curve");
  if (!box || !window.uPlot) return;
  const plot = document.getElementById("curve-plot");
  const status = document.getElementById("curve-status");
  const title = document.getElementById("curve-title");
  const panel = document.getElementById("curve-panel");
  const words = box.dataset;
  const DAY = 86400000;
  const LONGEST = 800;
  const ROWS = 500;
  const COLOURS = {
    "phase-a": "#0b6fa4", "phase-b": "#8f4c00", "phase-c": "#0a7d5b", "phase-n": "#555555",
    first: "#0b6fa4", second: "#c9540f", third: "#0a7d5b",
  };
  const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

  // Days as text, so that no time zone of this computer comes in between.
  const toDay = (text) => Date.parse(`${text}T00:00:00Z`);
  const toText = (day) => new Date(day).toISOString().slice(0, 10);

  let span = { first: toDay(words.from), last: toDay(words.to) };
  const start = { ...span };
  let zoom = null; // seconds, within the span
  let shown = null;
  let chart = null;
  let asked = 0;

  const load = async () => {
    const mine = ++asked;
    plot.classList.add("busy");
    status.textContent = words.wordsLoading;
    const query = new URLSearchParams({ from: toText(span.first), to: toText(span.last), channels: panel.value });
    try {
      const answer = await fetch(`${words.address}?${query}`, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (mine !== asked) return; // a later question is under way
      shown = found;
      draw();
    } catch {
      if (mine === asked) status.textContent = words.wordsFailed;
    } finally {
      if (mine === asked) plot.classList.remove("busy");
    }
  };

  // Points of all curves on one axis of time. Where another curve alone has a point this one
  // goes on, but for a gap of its own, which lasts until its next reading.
  const EXPAND = 2;
  const joined = () => shown.series.length
    ? uPlot.join(shown.series.map((one) => [one.t, one.v]), shown.series.map(() => [0, EXPAND]))
    : [[]];

  // A terminal's curve is dashed; beside a single curve of the meter it has a colour of its own.
  const style = (one) => {
    const [own, apart] = one.style.split(" ");
    const name = apart && own === "first" ? "second" : own;
    return {
      label: one.unit ? `${one.label} (${one.unit})` : one.label,
      stroke: COLOURS[name] || "#333333",
      width: apart ? 1.25 : 1.75,
      dash: apart || name === "phase-n" ? [5, 3] : undefined,
      scale: one.axis === "right" ? "right" : "y",
      points: { show: false },
      value: (_, value) => (value == null ? "–" : String(Number(value.toPrecision(4)))),
    };
  };

  const shade = (u) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = "#d3d8dd";
    for (const [from, to] of shown.gaps) {
      const left = u.valToPos(from, "x", true);
      ctx.fillRect(left, bbox.top, Math.max(u.valToPos(to, "x", true) - left, 1), bbox.height);
    }
    ctx.restore();
  };

  const sign = (u) => {
    const { ctx, bbox } = u;
    const size = 4 * devicePixelRatio;
    ctx.save();
    const inside = (at) => at >= u.scales.x.min && at <= u.scales.x.max;
    const base = bbox.top + bbox.height;
    ctx.fillStyle = "#1b2026";
    for (const mark of shown.marks.filter((one) => inside(one.t))) {
      const at = u.valToPos(mark.t, "x", true);
      ctx.beginPath();
      if (mark.kind === "work_order") ctx.rect(at - size, base - size, 2 * size, 2 * size);
      else ctx.arc(at, base, size, 0, 7);
      ctx.fill();
    }
    const onset = shown.onset;
    if (onset !== null && inside(onset)) {
      const at = u.valToPos(onset, "x", true);
      ctx.strokeStyle = ctx.fillStyle = "#9a3d06";
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([]);
      ctx.beginPath();
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, base);
      ctx.stroke();
      const right = at > bbox.left + bbox.width / 2;
      ctx.font = `600 ${12 * devicePixelRatio}px system-ui, sans-serif`;
      ctx.textAlign = right ? "right" : "left";
      ctx.fillText(words.wordsOnset, at + (right ? -6 : 6) * devicePixelRatio, bbox.top + 12 * devicePixelRatio);
    }
    ctx.restore();
  };

  const axis = (scale, unit) => ({
    scale, side: scale === "right" ? 1 : 3, size: 58, label: unit || undefined, labelSize: unit ? 18 : 0,
    stroke: "#4b535b", font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
    grid: { show: scale !== "right", stroke: "#e3e7eb", width: 1 },
  });

  const options = () => {
    const onRight = shown.series.find((one) => one.axis === "right");
    const floor = (_, low, high) => {
      if (low === null) return [0, 1];
      const room = (high - low) * 0.06 || Math.abs(high) * 0.05 || 1;
      return shown.zero ? [Math.min(0, low < 0 ? low - room : 0), Math.max(high + room, 0)] : [low - room, high + room];
    };
    return {
      width: plot.clientWidth, height: 320,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), shown.timezone),
      scales: { x: { range: () => (zoom ? [...zoom] : [shown.from, shown.to]) }, y: { range: floor }, right: { range: floor } },
      series: [{ label: words.wordsTime, value: "{YYYY}-{MM}-{DD} {HH}:{mm}" }, ...shown.series.map(style)],
      axes: [
        { stroke: "#4b535b", font: "12px system-ui, sans-serif", grid: { stroke: "#e3e7eb", width: 1 },
          values: [
            [86400 * 28, "{YYYY}-{MM}", null, null, null, null, null, null, 1],
            [86400, "{MM}-{DD}", "\n{YYYY}", null, null, null, null, null, 1],
            [3600, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{MM}-{DD}", null, null, null, 1],
            [60, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{MM}-{DD}", null, null, null, 1],
          ] },
        axis("y", shown.unit),
        ...(onRight ? [axis("right", onRight.label)] : []),
      ],
      legend: { markers: { dash: (u, place) => (u.series[place].dash ? "dashed" : "solid") } },
      cursor: { drag: { x: true, y: false, setScale: false }, focus: { prox: 24 } },
      hooks: {
        drawClear: [shade],
        draw: [sign],
        setSelect: [(u) => {
          if (u.select.width < 8) return;
          closer(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
        }],
      },
    };
  };

  const draw = () => {
    chart?.destroy();
    chart = null;
    plot.replaceChildren();
    shown.onset = onsetAt();
    const data = joined();
    const [low, high] = zoom || [shown.from, shown.to];
    title.textContent = `${shown.title}, ${filled(words.wordsShown, { from: local(low), to: local(high - 1) })}`;
    if (shown.series.length) {
      chart = new uPlot(options(), data, plot);
      status.textContent = "";
    } else {
      status.textContent = words.wordsNone;
    }
    list();
    table(data);
    press();
  };

  const onsetAt = () => {
    if (!words.onset) return null;
    const day = (toDay(words.onset) - span.first) / DAY;
    const days = (span.last - span.first) / DAY + 1;
    // Days may have 23 or 25 hours; on a chart that is nothing.
    return shown.from + (day * (shown.to - shown.from)) / days;
  };

  const format = (seconds) => {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone: shown.timezone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).formatToParts(new Date(seconds * 1000));
    const part = Object.fromEntries(parts.map((one) => [one.type, one.value]));
    return [`${part.year}-${part.month}-${part.day}`, `${part.hour}:${part.minute}`];
  };
  const local = (seconds) => (zoom ? format(seconds).join(" ") : format(seconds)[0]);

  const list = () => {
    const [low, high] = zoom || [shown.from, shown.to];
    const items = shown.marks.filter((one) => one.t >= low && one.t <= high).map((one) => {
      const item = document.createElement("li");
      item.textContent = `${format(one.t).join(" ")} ${one.words}`;
      return item;
    });
    document.getElementById("curve-marks").replaceChildren(...items);
  };

  const cell = (tag, text) => {
    const made = document.createElement(tag);
    if (tag === "th") made.scope = "col";
    made.textContent = text;
    return made;
  };

  // The table is long: it is filled when somebody opens it.
  const table = (data) => {
    const details = document.getElementById("curve-data");
    const fill = () => {
      if (!details.open) return;
      const [low, high] = zoom || [shown.from, shown.to];
      const heads = [words.wordsTime, ...shown.series.map((one) => style(one).label)];
      document.getElementById("curve-heads").replaceChildren(...heads.map((head) => cell("th", head)));
      const rows = [];
      let more = "";
      for (let place = 0; place < data[0].length; place++) {
        if (data[0][place] < low || data[0][place] > high) continue;
        if (rows.length === ROWS) {
          more = filled(words.wordsMore, { count: ROWS });
          break;
        }
        const row = document.createElement("tr");
        const values = data.slice(1).map((one) => cell("td", one[place] == null ? "–" : String(one[place])));
        row.append(cell("td", format(data[0][place]).join(" ")), ...values);
        rows.push(row);
      }
      document.getElementById("curve-rows").replaceChildren(...rows);
      document.getElementById("curve-more").textContent = more;
    };
    details.ontoggle = fill;
    fill();
  };

  const days = () => Math.round((span.last - span.first) / DAY) + 1;
  const press = () => {
    for (const button of box.querySelectorAll("[data-days]")) {
      button.setAttribute("aria-pressed", String(!zoom && Number(button.dataset.days) === days()));
    }
  };
  const go = (first, count) => {
    zoom = null;
    const length = Math.min(Math.max(count, 1), LONGEST);
    span = { first, last: first + (length - 1) * DAY };
    load();
  };
  const around = (count, middle) => go(middle - Math.floor(count / 2) * DAY, count);
  const middle = () => span.first + Math.floor(days() / 2) * DAY;

  // A closer look asks for the days that it touches: over fewer days the points lie closer.
  const closer = (from, to) => {
    const second = (shown.to - shown.from) / days();
    const first = Math.max(Math.floor((from - shown.from) / second), 0);
    const last = Math.min(Math.floor((to - shown.from) / second), days() - 1);
    span = { first: span.first + first * DAY, last: span.first + last * DAY };
    zoom = [from, to];
    load();
  };

  const resize = (factor) => around(Math.max(Math.round(days() * factor), 1), middle());
  const move = (direction) => go(span.first + direction * Math.max(Math.round(days() / 2), 1) * DAY, days());

  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.move) move(Number(button.dataset.move));
    else if (button.dataset.days) {
      const count = Number(button.dataset.days);
      const last = toDay(words.last);
      if (button.dataset.around && words.onset) around(count, toDay(words.onset));
      else if (count > 31) go(last - (count - 1) * DAY, count);
      else around(count, middle());
    }
  });
  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowLeft: () => move(-1), ArrowRight: () => move(1),
      "+": () => resize(0.5), "=": () => resize(0.5), "-": () => resize(2),
      0: () => go(start.first, Math.round((start.last - start.first) / DAY) + 1),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
  panel.addEventListener("change", load);
  new ResizeObserver(() => chart?.setSize({ width: plot.clientWidth, height: 320 })).observe(plot);

  box.hidden = false;
  document.getElementById("still-curves").hidden = true;
  load();
})();
